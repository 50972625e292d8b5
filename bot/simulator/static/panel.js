// What have staff received, and how did the last delivery go?

import { cloneTemplate, formatTime } from "./entries.js";
import { say } from "./words.js";

const element = (id) => document.getElementById(id);
let shownNotices = "";
let shownDelivery = "";

export function showNotices(notices) {
  const received = JSON.stringify(notices);
  if (received === shownNotices) {
    return;
  }
  const isFirst = shownNotices === "";
  const known = isFirst ? [] : JSON.parse(shownNotices).map((notice) => JSON.stringify(notice));
  shownNotices = received;
  const isNew = (notice) => !isFirst && !known.includes(JSON.stringify(notice));
  const items = notices.map((notice) => buildNotice(notice, isNew(notice))).reverse();
  element("notices").replaceChildren(...items);
  element("notices").hidden = notices.length === 0;
  element("notices-empty").hidden = notices.length > 0;
  element("notices-count").hidden = notices.length === 0;
  element("notices-count").textContent = notices.length;
}

function buildNotice(notice, isNew) {
  const item = cloneTemplate("notice");
  item.classList.toggle("is-new", isNew);
  item.querySelector(".channel").textContent = say(`channel_${notice.channel}`, notice.channel);
  item.querySelector(".channel").dataset.channel = notice.channel;
  item.querySelector("time").dateTime = new Date(notice.at).toISOString();
  item.querySelector("time").textContent = formatTime(notice.at);
  item.querySelector(".notice-text").textContent = notice.text;
  return item;
}

export function showDelivery(delivery) {
  const told = JSON.stringify(delivery);
  if (told === shownDelivery) {
    return;
  }
  shownDelivery = told;
  const isKnown = "outcome" in delivery;
  element("delivery").hidden = !isKnown;
  element("delivery-outcome").hidden = !isKnown;
  element("delivery-empty").hidden = isKnown;
  if (isKnown) {
    fillDelivery(delivery);
  }
}

function fillDelivery(delivery) {
  const facts = {
    ...delivery,
    action: say(`action_${delivery.action}`),
    mode: say(`mode_${delivery.mode}`),
    status: delivery.status || say("status_none"),
    shown: say(`shown_${delivery.outcome}`),
  };
  for (const place of element("delivery").querySelectorAll("[data-fact]")) {
    place.textContent = facts[place.dataset.fact];
  }
  element("delivery-problem").hidden = !delivery.problem;
  element("delivery-outcome").textContent = say(`outcome_${delivery.outcome}`);
  element("delivery-outcome").dataset.outcome = delivery.outcome;
}
