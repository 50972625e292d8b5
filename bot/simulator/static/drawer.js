// What lies open under the conversation: the tools, one of their forms, the menu, or nothing?

const element = (id) => document.getElementById(id);
const drawer = element("drawer");
const more = element("more");
let opener = null;

/** Open one page of the drawer and move the focus into it. */
export function openDrawer(name, from) {
  opener = from ?? opener;
  for (const page of drawer.children) {
    page.hidden = page.dataset.page !== name;
  }
  drawer.hidden = false;
  more.setAttribute("aria-expanded", "true");
  const page = drawer.querySelector(".drawer-page:not([hidden])");
  (page.querySelector(".choices button, .tool, input, textarea") ?? page.querySelector("button")).focus();
}

/** Close the drawer and give the focus back. */
export function closeDrawer() {
  if (drawer.hidden) {
    return;
  }
  drawer.hidden = true;
  more.setAttribute("aria-expanded", "false");
  (opener?.checkVisibility() ? opener : more).focus();
}

export function isDrawerOpen() {
  return !drawer.hidden;
}

/** Show the account's menu in place of the input, or the input again. */
export function showMenu(shown) {
  closeDrawer();
  element("menu").hidden = !shown;
  element("composer").hidden = shown;
  (shown ? element("menu").querySelector("button") : element("text")).focus();
}

/** Fold all open parts of the menu. */
export function foldMenu() {
  for (const part of document.querySelectorAll("#menu details[open]")) {
    part.open = false;
  }
}
