// Made by `npm run build` from src/engine: change it there.
import {
  array,
  description,
  gtValue,
  maxValue,
  minLength,
  nonEmpty,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  string,
  url
} from "./valibot.js";

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

// src/core/config/fields.ts
var Text = pipe(string(), nonEmpty("must not be empty")), Argv = pipe(
  array(string()),
  minLength(1, "must name a program"),
  description("A program and its arguments; no shell reads them. {stage}, {tag} and {sha} are replaced.")
), VariableName = pipe(
  string(),
  regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
), Environment = record(VariableName, string()), ToolSecrets = pipe(
  optional(record(VariableName, picklist(["variable", "file"])), {}),
  description(
    "Secrets that the tool is handed, by name: as a variable of that name, or as a file whose path that variable holds (KUBECONFIG). On a host they come from the environment, on an engine from --secret env://NAME."
  )
), positive = (unit) => pipe(number(), gtValue(0, `must be more than 0 ${unit}`)), Seconds = pipe(positive("seconds"), maxValue(86400, "must be at most 86400 seconds, a day")), Name = pipe(
  string(),
  regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be a word of letters, digits and _")
), RepositoryPath = pipe(
  Text,
  regex(
    /^(?!\/)(?!(.*\/)?\.{0,2}(\/|$))(?!.*\\).+$/,
    "must be a path below the repository's root, such as packages/db/migrations"
  )
), Url = pipe(
  string(),
  regex(/^https?:\/\//, "must begin with http:// or https://"),
  url("is not a URL")
);

export {
  editDistance,
  meant,
  Text,
  Argv,
  Environment,
  ToolSecrets,
  positive,
  Seconds,
  Name,
  RepositoryPath,
  Url
};
