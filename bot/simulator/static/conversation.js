// Which bubbles are on the phone now?

import { buildEntry, buildTime } from "./entries.js";

const list = document.getElementById("conversation");
const pending = new Map();
let last = null;
let isAtEnd = true;

/** Return the number of the newest entry shown. */
export function newestNumber() {
  return last?.number ?? 0;
}

/** Take everything off the phone, for another visitor. */
export function clearConversation() {
  pending.clear();
  last = null;
  list.replaceChildren();
}

/** Show entries that are not shown yet; an entry takes the place of the bubble that announced it. */
export function showEntries(entries) {
  const fresh = entries.filter((entry) => entry.number > newestNumber());
  for (const entry of fresh) {
    const time = buildTime(entry, last);
    const waiting = pending.get(entry.nonce);
    pending.delete(entry.nonce);
    waiting?.remove();
    insert(...(time ? [time] : []), buildEntry(entry));
    last = entry;
  }
  if (fresh.length > 0) {
    list.scrollTop = list.scrollHeight;
  }
}

/** Show at once what the visitor sends, until the entry with that nonce arrives. */
export function showPending(nonce, kind, content) {
  const item = buildEntry({ side: "visitor", kind, content });
  item.classList.add("is-pending");
  pending.set(nonce, item);
  list.append(item);
  list.scrollTop = list.scrollHeight;
}

/** Mark a bubble as not sent. */
export function markUnsent(nonce) {
  const item = pending.get(nonce);
  item?.classList.replace("is-pending", "is-unsent");
}

/** Keep the newest bubble in sight while the input, the drawer or the menu takes room. */
export function stayAtEnd() {
  list.addEventListener("scroll", () => {
    isAtEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 40;
  });
  new ResizeObserver(() => {
    if (isAtEnd) {
      list.scrollTop = list.scrollHeight;
    }
  }).observe(list);
}

// Bubbles that still wait stay below everything that has happened.
function insert(...items) {
  const firstWaiting = list.querySelector(".is-pending, .is-unsent");
  for (const item of items) {
    list.insertBefore(item, firstWaiting);
  }
}
