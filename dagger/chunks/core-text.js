// Made by `npm run build` from src/engine: change it there.

// src/core/text.ts
var counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`, sentence = (text) => /[.!?…]$/.test(text) ? text : `${text}.`, bare = (text) => text.replace(/\.$/, ""), clip = (text, limit = 80) => text.length <= limit ? text : `${text.slice(0, limit - 1)}…`, STEERING = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, plain = (text) => text.replace(/\r?\n|[\r\t]/g, " ").replace(STEERING, "�"), harmlessJson = (json) => json.replace(STEERING, (char) => char === `
` ? char : `\\u${hex(char)}`), hex = (char) => char.charCodeAt(0).toString(16).padStart(4, "0");
var listSome = (items, many = 10) => {
  let rest = items.length - many;
  return [
    ...items.slice(0, many).map((item) => plain(clip(item))),
    ...rest > 0 ? [`and ${rest} more`] : []
  ].join(", ");
};
function tailOf(text) {
  let lines = text.split(`
`).map((line) => clip(line.trimEnd(), 1e3)).filter((line) => line !== "").slice(-20), length = 0, first = lines.findLastIndex((line) => (length += line.length, length > 8e3));
  return lines.slice(first + 1);
}
var isoSeconds = (iso) => iso.replace(/\.\d+Z$/, "Z");
function formatDuration(ms) {
  let seconds = Math.round(ms / 100) / 10;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  let minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(Math.floor(seconds % 60))} s`;
  let hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${two(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}
var two = (value) => String(value).padStart(2, "0"), ageOf = (iso, now) => formatDuration(Math.max(0, now.getTime() - Date.parse(iso)));
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let [i, charA] of a.split("").entries()) {
    let next = [i + 1];
    for (let [j, charB] of b.split("").entries()) {
      let substitute = cell(row, j) + (charA === charB ? 0 : 1);
      next.push(Math.min(cell(row, j + 1) + 1, cell(next, j) + 1, substitute));
    }
    row = next;
  }
  return cell(row, b.length);
}
var cell = (row, index) => row[index], LONGEST = 100, MIN_BEGINNING = 3;
function meant(word, names) {
  if (word.length > LONGEST) return null;
  let typed = word.toLowerCase(), isBeginning = (short, long) => short.length >= MIN_BEGINNING && long.startsWith(short), likely = names.flatMap((name) => {
    let known = name.toLowerCase();
    if (isBeginning(typed, known) || isBeginning(known, typed)) return [{ name, distance: 0.5 }];
    let distance = editDistance(typed, known);
    return distance <= Math.max(1, Math.floor(Math.min(typed.length, known.length) / 3)) ? [{ name, distance }] : [];
  });
  return likely.sort((one, other) => one.distance - other.distance), likely.find(({ name }) => name.length > 2 || name.toLowerCase() === typed)?.name ?? null;
}

export {
  counted,
  sentence,
  bare,
  clip,
  plain,
  harmlessJson,
  listSome,
  tailOf,
  isoSeconds,
  formatDuration,
  ageOf,
  decoded,
  editDistance,
  meant
};
