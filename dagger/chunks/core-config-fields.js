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
  Text,
  Argv,
  VariableName,
  Environment,
  ToolSecrets,
  positive,
  Seconds,
  Name,
  RepositoryPath,
  Url
};
