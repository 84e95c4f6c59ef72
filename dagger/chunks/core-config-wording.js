// Made by `npm run build` from src/engine: change it there.
import {
  clip
} from "./core-text.js";

// src/core/config/wording.ts
var CONFIG_FILE = "pipeline.json";
function issueMessage({ kind, input, expected, received, message }) {
  if (kind !== "schema") return message;
  let types = expected.replace(/^\((.*)\)$/, "$1").split(" | "), is = typeof input == "string" ? shownValue(input) : WORDS.get(received) ?? received;
  return `must be ${inWords(types)}, is ${is}`;
}
var WORDS = /* @__PURE__ */ new Map([
  ["Object", "an object"],
  ["Array", "an array"],
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"]
]);
function inWords(types) {
  return types.map((type) => WORDS.get(type) ?? type).join(", ").replace(/, (?=[^,]*$)/, " or ");
}
function shownValue(value) {
  return Array.isArray(value) ? "an array" : typeof value == "object" && value !== null ? "an object" : clip(JSON.stringify(value));
}
var kindsOf = ({ type, options = [] }) => type === "picklist" ? options.map(String) : [], quoted = (kinds) => inWords(kinds.map((kind) => JSON.stringify(kind)));
function withoutQuotes(value) {
  return value === "true" || value === "false" ? value === "true" : typeof value == "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}
var SHELL = /[|&;<>$`*?~()'"\\]/, asList = (text) => SHELL.test(text) ? ["sh", "-c", text] : text.split(/\s+/).filter((word) => word !== "");

export {
  CONFIG_FILE,
  issueMessage,
  shownValue,
  kindsOf,
  quoted,
  withoutQuotes,
  asList
};
