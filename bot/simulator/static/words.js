// Which words does the page say for a key?

const spoken = new Map(
  Array.from(document.getElementById("words").content.querySelectorAll("[data-word]"), (place) => [
    place.dataset.word, place.textContent,
  ]),
);

/** Return the words of the key, else of the other key, else the key itself. */
export function say(key, otherwise = key) {
  return spoken.get(key) ?? spoken.get(otherwise) ?? otherwise;
}
