// Made by `npm run build` from src/engine: change it there.

// src/core/nearest.ts
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
  editDistance,
  meant
};
