// Which visitors has this browser played, and who is it now?

const STORED = "parkbot.simulator.visitors";
const OPENID = /^o[\w-]{27}$/;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const KEPT = 20;

export function listVisitors() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(stored) ? stored.filter((openid) => OPENID.test(openid)) : [];
  } catch {
    return [];
  }
}

/** Return the visitor named in the address, else the last one played, else a new one. */
export function currentVisitor() {
  const named = new URL(location.href).searchParams.get("visitor") ?? "";
  if (OPENID.test(named)) {
    return rememberVisitor(named);
  }
  return rememberVisitor(listVisitors().at(-1) ?? newOpenid());
}

/** Put the visitor into the address and the browser's memory. */
export function rememberVisitor(openid) {
  const known = listVisitors();
  if (!known.includes(openid)) {
    localStorage.setItem(STORED, JSON.stringify([...known, openid].slice(-KEPT)));
  }
  const address = new URL(location.href);
  address.searchParams.set("visitor", openid);
  history.replaceState(null, "", address);
  return openid;
}

export function newOpenid() {
  const bytes = crypto.getRandomValues(new Uint8Array(27));
  return "o" + Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}
