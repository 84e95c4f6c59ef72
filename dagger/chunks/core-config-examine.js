// Made by `npm run build` from src/engine: change it there.
import {
  pathOf
} from "./core-json.js";
import {
  clip,
  getDescription,
  is,
  meant,
  safeParse
} from "./valibot.js";

// src/core/config/examine.ts
function examine(schema, value, file) {
  let examiner = new Examiner(file), whole = examiner.visit(schema, value, []), { problems, broken, renamed } = examiner;
  return { whole, problems, broken, renamed };
}
var NOTHING = /* @__PURE__ */ Symbol("nothing"), Examiner = class {
  problems = [];
  broken = [];
  renamed = /* @__PURE__ */ new Map();
  file;
  constructor(file) {
    this.file = file;
  }
  /** The value, or what stands for it where it is wrong. */
  visit(outer, value, place) {
    let isOptional = outer.type === "optional", schema = isOptional ? outer.wrapped : outer, about = getDescription(outer) ?? getDescription(schema) ?? "", taken = this.inside(schema, value, place, about), result = taken === NOTHING ? null : safeParse(schema, taken);
    if (result?.success) return taken;
    let stand = result === null ? NOTHING : this.refuse(schema, taken, result.issues[0], place, about);
    return stand !== NOTHING ? stand : (this.broken.push(pathOf(place, this.file)), isOptional ? void 0 : standIn(schema));
  }
  inside(schema, value, place, about) {
    let { type } = schema;
    return type === "array" ? this.list(schema, value, place, about) : type !== "strict_object" && type !== "record" && type !== "variant" ? value : isObject(value) ? type === "variant" ? this.variant(schema, value, place) : type === "record" ? this.record(schema, value, place) : this.object(schema, value, place) : (this.report(place, `must be an object, is ${shownValue(value)}`, `Correct it. ${about}`), place.length === 0 ? this.object(schema, {}, place) : NOTHING);
  }
  list(schema, value, place, about) {
    let items = (list) => list.map((one, index) => this.visit(schema.item, one, [...place, index]));
    if (Array.isArray(value)) return items(value);
    let read = schema.item?.type === "string" && typeof value == "string" ? asList(value) : null, fix = read === null ? `Correct it. ${about}` : `Write ${JSON.stringify(read)}.`;
    return this.report(place, `must be an array, is ${shownValue(value)}`, fix), read === null ? NOTHING : items(read);
  }
  object(schema, value, place) {
    let entries = schema.entries, visited = {};
    for (let [key, one] of Object.entries(value)) {
      let name = Object.hasOwn(entries, key) ? key : this.unknown(Object.keys(entries), value, [...place, key]);
      name !== null && (visited[name] = this.visit(entries[name], one, [...place, name]));
    }
    for (let [key, entry] of Object.entries(entries)) {
      if (Object.hasOwn(visited, key) || entry.type === "optional") continue;
      visited[key] = standIn(entry);
      let kinds = kindsOf(entry), must = kinds.length === 0 ? "" : `; must be ${quoted(kinds)}`;
      this.broken.push(pathOf([...place, key], this.file)), this.report([...place, key], `is missing${must}`, `Add it. ${getDescription(entry) ?? ""}`);
    }
    return visited;
  }
  /** The known key that was meant by an unknown one; null when there is none, or when it is there as well. */
  unknown(known, holder, place) {
    let key = String(place.at(-1));
    if (this.isReserved(place)) return null;
    let name = meant(key, known), hint = name === null ? "" : `; did you mean ${name}?`, fix = name === null ? `Take it out. Known here: ${known.join(", ")}.` : `Rename it to ${name}.`;
    if (this.report(place, `is not a known key${hint}`, fix), name === null || Object.hasOwn(holder, name)) return null;
    let taken = pathOf([...place.slice(0, -1), name], this.file);
    return this.renamed.has(taken) ? null : (this.renamed.set(taken, pathOf(place, this.file)), name);
  }
  record(schema, value, place) {
    let visited = {};
    for (let [key, one] of Object.entries(value)) {
      let inner = [...place, key];
      if (this.isReserved(inner)) continue;
      let named = safeParse(schema.key, key);
      named.success || this.report(inner, named.issues[0].message, "Choose another name.");
      let item = this.visit(schema.value, one, inner);
      named.success ? item !== void 0 && (visited[key] = item) : this.broken.push(pathOf(inner, this.file));
    }
    return visited;
  }
  isReserved(place) {
    let isSo = RESERVED.has(String(place.at(-1)));
    return isSo && this.report(place, "is a reserved name", "Choose another name."), isSo;
  }
  /** Which of several shapes an object has is known by one key; where that is wrong, by what else it has. */
  variant(schema, value, place) {
    let shapes = schema.options, key = schema.key, kinds = shapes.map(({ entries }) => String(entries?.[key]?.literal)), shapeOf = (kind) => shapes[kinds.indexOf(String(kind))], written = value[key], named = shapeOf(written);
    if (named !== void 0) return this.object(named, value, place);
    let inner = [...place, key], shares = (kind) => Object.keys(value).filter((one) => Object.hasOwn(shapeOf(kind).entries, one)).length, [first, second] = [...kinds].sort((one, other) => shares(other) - shares(one)), like = typeof written == "string" ? meant(written, kinds) : null, close = shares(first) > shares(second) ? first : like, is2 = written === void 0 ? "is missing; " : "", not = written === void 0 ? "" : `, is ${shownValue(written)}`;
    return this.report(
      inner,
      `${is2}must be ${quoted(kinds)}${not}`,
      close === null ? "Choose one." : `Write ${JSON.stringify(close)}.`
    ), close === null ? NOTHING : this.object(shapeOf(close), { ...value, [key]: close }, place);
  }
  /** Says what is wrong with a value, and gives what was meant by it, or nothing. */
  refuse(schema, value, issue, place, about) {
    let bare = withoutQuotes(value), read = bare === null ? null : safeParse(schema, bare);
    if (read?.success)
      return this.report(place, issueMessage(issue), `Write ${bare} without quotation marks.`), bare;
    let close = typeof value == "string" ? meant(value, kindsOf(schema)) : null, [other] = read?.issues ?? [], message = other === void 0 || other.kind === "schema" ? issueMessage(issue) : `${other.message}, is ${shownValue(value)}`, correct = kindsOf(schema).length > 0 ? "Choose one of these." : `Correct it. ${about}`;
    return this.report(place, message, close === null ? correct : `Write ${JSON.stringify(close)}.`), close ?? NOTHING;
  }
  report(place, message, fix) {
    this.problems.push({ path: pathOf(place, this.file), message, fix: fix.trim() });
  }
}, RESERVED = /* @__PURE__ */ new Set(["__proto__", "prototype", "constructor"]), isObject = (value) => typeof value == "object" && value !== null && !Array.isArray(value), PLAIN = [void 0, "stand-in", "https://stand-in.invalid", "StandIn", 1, 200, !1];
function standIn(schema) {
  let { type, entries, item, literal, options } = schema, candidates = [...PLAIN, literal, options?.[0]];
  if (type === "array" && candidates.push([standIn(item)]), type === "record" && candidates.push({}, { standIn: standIn(schema.value) }), type === "variant" && candidates.push(standIn(options?.[0])), type === "strict_object") {
    let all = Object.entries(entries);
    candidates.push(Object.fromEntries(all.map(([key, entry]) => [key, standIn(entry)])));
  }
  return candidates.find((candidate) => is(schema, candidate));
}
var CONFIG_FILE = "pipeline.json";
function issueMessage({ kind, input, expected, message }) {
  if (kind !== "schema") return message;
  let types = expected.replace(/[()]/g, "").split(" | ");
  return `must be ${inWords(types)}, is ${shownValue(input)}`;
}
var WORDS = /* @__PURE__ */ new Map([
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"]
]);
function inWords(types) {
  return types.map((type) => WORDS.get(type) ?? type).join(", ").replace(/, (?=[^,]*$)/, " or ");
}
function shownValue(value) {
  return Array.isArray(value) ? "an array" : typeof value == "object" && value !== null ? "an object" : clip(`${JSON.stringify(value)}`);
}
var kindsOf = ({ type, options = [] }) => type === "picklist" ? options.map(String) : [], quoted = (kinds) => inWords(kinds.map((kind) => JSON.stringify(kind)));
function withoutQuotes(value) {
  return value === "true" || value === "false" ? value === "true" : typeof value == "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}
var SHELL = /[|&;<>$`*?~()'"\\]/, asList = (text) => SHELL.test(text) ? ["sh", "-c", text] : text.split(/\s+/).filter((word) => word !== "");

export {
  examine,
  CONFIG_FILE
};
