// How does one entry of a conversation look on the phone?

import { splitReply } from "./reply_text.js";

const PAUSE_BEFORE_TIME = 5 * 60 * 1000;

const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
const dayAndClock = new Intl.DateTimeFormat("zh-CN", {
  month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
});

export function formatTime(milliseconds) {
  const moment = new Date(milliseconds);
  const isToday = moment.toDateString() === new Date().toDateString();
  return (isToday ? clock : dayAndClock).format(moment);
}

/** Return the list item that shows an entry; its text is set as text, never as markup. */
export function buildEntry(entry) {
  const item = cloneTemplate(`entry-${entry.side}-${entry.kind}`);
  for (const place of item.querySelectorAll("[data-fill]")) {
    fill(place, entry.content[place.dataset.fill] ?? "");
  }
  return item;
}

/** Return the line that tells the time, or null when the entry follows closely on the one before. */
export function buildTime(entry, previous) {
  if (previous && entry.at - previous.at < PAUSE_BEFORE_TIME) {
    return null;
  }
  const item = cloneTemplate("entry-time");
  const time = item.querySelector("time");
  time.dateTime = new Date(entry.at).toISOString();
  time.textContent = formatTime(entry.at);
  return item;
}

export function cloneTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

const FILLERS = {
  reply: (place, value) => place.replaceChildren(...splitReply(value).map(buildPart)),
  address: (place, value) => setAddress(place, value),
  picture: (place, value) => setPicture(place, value),
};

function fill(place, value) {
  const filler = FILLERS[place.dataset.as];
  if (filler) {
    filler(place, value);
  } else {
    place.textContent = value;
    place.hidden = value === "";
  }
}

function buildPart(part) {
  if (part.kind === "words") {
    return document.createTextNode(part.text);
  }
  const link = document.createElement("a");
  link.textContent = part.text;
  if (part.kind === "link") {
    setAddress(link, part.href);
  } else {
    link.href = "#conversation";
    link.className = "choice";
    link.dataset.content = part.content;
    link.dataset.id = part.id;
  }
  return link;
}

function setAddress(link, address) {
  if (/^https?:\/\//i.test(address)) {
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}

// Pictures of other hosts are refused by the page's own policy; the card then shows its drawn cover.
function setPicture(image, address) {
  image.hidden = address === "";
  image.addEventListener("error", () => { image.hidden = true; }, { once: true });
  if (address) {
    image.src = address;
  }
}
