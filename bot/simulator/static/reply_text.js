// Which parts of a reply are words, which are links, and which are choices to tap?

const ANCHOR = /<a\s([^<>]*)>([^<]*)<\/a>/gi;
const ATTRIBUTE = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const ADDRESS = /https?:\/\/[\w\-.~:/?#@!$&'*+,;=%]*[\w\-~/#@$*+=%]/gi;
const CHOICE = "weixin://bizmsgmenu?";

/**
 * Split a reply's text into parts: words, links (https, http) and choices (weixin://bizmsgmenu).
 * Anything else that looks like HTML stays words, as WeChat shows it.
 */
export function splitReply(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ANCHOR)) {
    parts.push(...splitWords(text.slice(end, found.index)), readAnchor(found));
    end = found.index + found[0].length;
  }
  parts.push(...splitWords(text.slice(end)));
  return parts;
}

function splitWords(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    parts.push(words(text.slice(end, found.index)), { kind: "link", text: found[0], href: found[0] });
    end = found.index + found[0].length;
  }
  parts.push(words(text.slice(end)));
  return parts.filter((part) => part.text);
}

function readAnchor([whole, attributes, label]) {
  const attribute = attributes.match(ATTRIBUTE);
  const href = (attribute?.[1] ?? attribute?.[2] ?? "").replaceAll("&amp;", "&").trim();
  if (href.startsWith(CHOICE)) {
    return readChoice(href.slice(CHOICE.length), label);
  }
  return /^https?:\/\//i.test(href) ? { kind: "link", text: label, href } : words(whole);
}

function readChoice(query, label) {
  const values = Object.fromEntries(query.split("&").map(splitPair));
  return { kind: "choice", text: label, content: values.msgmenucontent ?? label, id: values.msgmenuid ?? "" };
}

function splitPair(pair) {
  const [name, ...value] = pair.split("=");
  return [name, decode(value.join("="))];
}

// The platform takes the content both percent-encoded and as plain characters.
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function words(text) {
  return { kind: "words", text };
}
