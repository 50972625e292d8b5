// How do the taps of a visitor reach the simulated platform, and its answers the page?

import { clearConversation, markUnsent, newestNumber, showEntries, showPending, stayAtEnd } from "./conversation.js";
import { closeDrawer, foldMenu, isDrawerOpen, openDrawer, showMenu } from "./drawer.js";
import { showDelivery, showNotices } from "./panel.js";
import { currentVisitor, listVisitors, newOpenid, rememberVisitor } from "./visitors.js";
import { say } from "./words.js";

const POLL_MILLISECONDS = 1500;
const TOAST_MILLISECONDS = 4000;
const BUBBLES = ["text", "voice", "image", "location"];

const element = (id) => document.getElementById(id);
const text = element("text");
let visitor = "";
let plays = 0;
let underWay = 0;
let toastTimer = 0;

// Talking to the platform.

async function request(path = "", options = {}) {
  const response = await fetch(`${document.body.dataset.api}${visitor}${path}?after=${newestNumber()}`, options);
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

async function act(action, content = {}, shown = content) {
  const play = plays;
  const nonce = crypto.getRandomValues(new Uint32Array(2)).join("-");
  if (BUBBLES.includes(action)) {
    showPending(nonce, action, shown);
  }
  setUnderWay(underWay + 1);
  try {
    const body = JSON.stringify({ ...content, action, nonce });
    const headers = { "Content-Type": "application/json" };
    show(play, await request("/actions", { method: "POST", headers, body }));
  } catch (fault) {
    markUnsent(nonce);
    toast(say(`error_${fault.message}`, "error_other"));
  } finally {
    setUnderWay(underWay - 1);
  }
}

async function refresh() {
  const play = plays;
  try {
    show(play, await request());
  } catch {
    // The next round asks again; sending says what is wrong.
  }
}

async function pollForEver() {
  for (;;) {
    await new Promise((resolve) => { setTimeout(resolve, POLL_MILLISECONDS); });
    if (!document.hidden) {
      await refresh();
    }
  }
}

// Showing.

function show(play, state) {
  showNotices(state.notices);
  if (play !== plays) {
    return;
  }
  if (state.newest < newestNumber()) {
    clearConversation(); // The simulator was started anew and counts from 1 again.
  }
  showEntries(state.entries);
  showDelivery({ ...state.delivery, openid: visitor });
  setFollowing(state.following);
}

function setFollowing(following) {
  if (!following && !element("foot").hidden) {
    closeDrawer();
  }
  element("profile").hidden = following;
  element("conversation").hidden = !following;
  element("foot").hidden = !following;
}

function setUnderWay(count) {
  underWay = count;
  element("typing").firstElementChild.hidden = count === 0;
}

function toast(words) {
  clearTimeout(toastTimer);
  element("toast").textContent = words;
  element("toast").hidden = false;
  toastTimer = setTimeout(() => { element("toast").hidden = true; }, TOAST_MILLISECONDS);
}

// Visitors.

function play(openid) {
  visitor = rememberVisitor(openid);
  plays += 1;
  const options = listVisitors().map((known, index) => {
    return new Option(`${say("visitor")} ${index + 1}`, known, false, known === visitor);
  });
  element("visitor").replaceChildren(...options);
  closeDrawer();
  clearConversation();
  showDelivery({});
  return refresh();
}

// Taps.

function sendText() {
  const words = text.value.trim();
  if (!words) {
    toast(say("error_text_empty"));
    return;
  }
  text.value = "";
  updateSend();
  act("text", { text: words });
}

function updateSend() {
  const isEmpty = text.value.trim() === "";
  element("send").hidden = isEmpty;
  element("more").hidden = !isEmpty;
}

function sendLocation({ latitude, longitude, label = "" }) {
  closeDrawer();
  const point = `${Number(latitude).toFixed(6)}, ${Number(longitude).toFixed(6)}`;
  const shown = label ? { label, point } : { label: point };
  act("location", { latitude: Number(latitude), longitude: Number(longitude), label }, shown);
}

function tapMenu({ menu, url }) {
  foldMenu();
  act("menu", { label: menu });
  if (/^https?:\/\//i.test(url)) {
    window.open(url, "_blank", "noopener,noreferrer");
  }
}

const SUBMITS = {
  location: (values) => sendLocation({ latitude: values.get("latitude"), longitude: values.get("longitude") }),
  voice: (values) => {
    closeDrawer();
    const recognised = values.has("recognised");
    act("voice", { text: recognised ? values.get("text").trim() : "", recognised });
  },
};

const TOOLS = {
  tools: (button) => (isDrawerOpen() ? closeDrawer() : openDrawer("tools", button)),
  close: closeDrawer,
  location: () => openDrawer("location"),
  voice: () => openDrawer("voice"),
  scan: (button) => openDrawer("scan", button.closest("#profile") ? button : undefined),
  image: () => { closeDrawer(); act("image"); },
  unfollow: () => { closeDrawer(); act("unfollow"); },
  menu: () => showMenu(true),
  keyboard: () => showMenu(false),
};

const TAPS = [
  ["[data-tool]", (button) => TOOLS[button.dataset.tool](button)],
  ["[data-send]", (button) => act(button.dataset.send)],
  ["[data-scene]", (button) => { closeDrawer(); act("scan", { scene: button.dataset.scene }); }],
  ["[data-latitude]", (button) => sendLocation(button.dataset)],
  ["[data-menu]", (button) => tapMenu(button.dataset)],
  ["a.choice", (link) => act("text", { text: link.dataset.content, choice_id: link.dataset.id })],
];

function listen() {
  element("phone").addEventListener("click", (event) => {
    for (const [selector, tap] of TAPS) {
      const target = event.target.closest(selector);
      if (target) {
        event.preventDefault();
        tap(target);
        return;
      }
    }
  });
  element("composer").addEventListener("submit", (event) => { event.preventDefault(); sendText(); });
  element("drawer").addEventListener("submit", (event) => {
    event.preventDefault();
    SUBMITS[event.target.dataset.page](new FormData(event.target));
  });
  text.addEventListener("input", updateSend);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      sendText();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeDrawer();
      foldMenu();
    }
  });
  element("visitor").addEventListener("change", (event) => play(event.target.value));
  element("new-visitor").addEventListener("click", () => play(newOpenid()));
}

listen();
stayAtEnd();
updateSend();
await play(currentVisitor());
pollForEver();
