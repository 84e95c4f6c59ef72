// Made by `npm run build` from src/engine: change it there.
import {
  clip,
  plain
} from "./valibot.js";

// src/core/json.ts
function readJson(text) {
  let json = text.startsWith("\uFEFF") ? text.slice(1) : text, message = faultOf(json);
  return message === "" ? { ok: !0, value: JSON.parse(json) } : { ok: !1, fault: `${message.replace(/( in JSON)? at position .*|, (\.\.\.)?".* is not valid JSON/s, "")}, ${place(json, positionOf(json, message))}` };
}
function faultOf(text) {
  try {
    return JSON.parse(text), "";
  } catch (error) {
    return error.message;
  }
}
var UNEXPECTED = "Unexpected token";
function positionOf(text, message) {
  let named = /at position (\d+)/.exec(message);
  if (named !== null) return Number(named[1]);
  if (!message.startsWith(UNEXPECTED)) return text.length;
  let clean = 0, faulty = text.length;
  for (; faulty - clean > 1; ) {
    let middle = Math.floor((clean + faulty) / 2);
    faultOf(text.slice(0, middle)).startsWith(UNEXPECTED) ? faulty = middle : clean = middle;
  }
  return clean;
}
function place(text, position) {
  let lines = text.slice(0, position).split(`
`);
  return `line ${lines.length}, column ${lines.at(-1).length + 1}`;
}
var pathOf = (place2, whole) => place2.reduce(
  (text, key) => typeof key == "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`,
  ""
) || whole, MARK = /"(?:[^"\\]|\\.)*"(?<colon>\s*:)?|[{}[\],\n]|[^\s"{}[\],:]+/g;
function jsonLines(text) {
  let lines = /* @__PURE__ */ new Map(), repeated = [], open = [], here = () => pathOf(
    open.map(({ at }) => at),
    ""
  ), line = 1;
  for (let { 0: mark, groups } of text.matchAll(MARK)) {
    let inner = open.at(-1);
    if (groups?.colon !== void 0 && inner?.keys) {
      inner.at = JSON.parse(mark.slice(0, -groups.colon.length));
      let first = inner.keys.get(inner.at);
      first === void 0 ? inner.keys.set(inner.at, line) : repeated.push({ path: here(), first, line }), lines.set(here(), line);
    } else mark === "," && typeof inner?.at == "number" ? inner.at += 1 : mark === "}" || mark === "]" ? open.pop() : mark !== `
` && inner?.keys === null && lines.set(here(), line);
    mark === "{" ? open.push({ keys: /* @__PURE__ */ new Map(), at: "" }) : mark === "[" && open.push({ keys: null, at: 0 }), line += mark.split(`
`).length - 1;
  }
  return { lines, repeated };
}
var ALMOST = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[}\]])/g;
function withoutExtras(text) {
  let extras = [];
  return { text: text.replace(ALMOST, (found, offset) => {
    if (found.startsWith('"')) return found;
    let line = text.slice(0, offset).split(`
`).length;
    return extras.push({ what: found === "," ? "a comma after the last item" : "a comment", line }), found.replace(/[^\n]/g, " ");
  }), extras };
}
var valueAt = (path, json) => path.split(".").reduce(property, json), property = (value, key) => typeof value == "object" && value !== null && Object.hasOwn(value, key) ? value[key] : void 0;
function shown(value) {
  return value === void 0 ? "absent" : typeof value != "object" || value === null ? plain(clip(JSON.stringify(value))) : Array.isArray(value) ? "a list" : "an object";
}
function canonicalJson(value) {
  return typeof value != "object" || value === null ? JSON.stringify(value) : isList(value) ? `[${value.map(canonicalJson).join(",")}]` : `{${Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}
var isList = (value) => Array.isArray(value);

export {
  readJson,
  pathOf,
  jsonLines,
  withoutExtras,
  valueAt,
  property,
  shown,
  canonicalJson
};
