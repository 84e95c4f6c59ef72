// Made by `npm run build` from src/engine: change it there.
import {
  decoded
} from "./valibot.js";

// src/core/encoded-pieces.ts
function base64Of(text) {
  let bytes = new TextEncoder().encode(text), binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return [0, 1, 2].map((offset) => {
    let known = btoa("\0".repeat(offset) + binary).replaceAll("=", "").slice(offset === 0 ? 0 : offset + 1);
    return (offset + bytes.length) % 3 === 0 ? known : known.slice(0, -1);
  });
}
var hexOf = (text) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join(""), alphabet = (bits, size, writing, other) => {
  let values = new Int8Array(128).fill(-1);
  for (let chars of [writing, other])
    for (let at = 0; at < chars.length; at += 1) values[chars.charCodeAt(at)] = at;
  return { bits, size, values, usual: (piece) => Array.from(piece, (char) => writing.charAt(values[char.charCodeAt(0)])).join("") };
}, ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", BASE64 = alphabet(6, 8, `${ALNUM}+/`, `${ALNUM}-_`), HEX = alphabet(4, 12, "0123456789abcdef", "0123456789ABCDEF"), ENDING = 3, MAX_LENGTH = 2e4;
function piecesOf(texts, encoded) {
  let short = texts.map((text) => text.slice(0, MAX_LENGTH));
  return [cutUp([...short.flatMap(base64Of), ...encoded], BASE64), cutUp(short.map(hexOf), HEX)];
}
function cutUp(texts, coding) {
  let { bits, size, values } = coding, all = /* @__PURE__ */ new Set(), endings = new Uint8Array(1 << ENDING * bits);
  for (let text of texts) {
    let ending = 0;
    for (let at = 0; at < text.length; at += 1)
      ending = (ending << bits | values[text.charCodeAt(at)]) & endings.length - 1, !(at + 1 < size) && (all.add(text.slice(at + 1 - size, at + 1)), endings[ending] = 1);
  }
  return { ...coding, all, endings };
}
function withoutPieces(text, { bits, size, values, usual, all, endings }, mask) {
  let left = "", from = 0, length = 0, ending = 0, bitmask = endings.length - 1;
  for (let at = 0; at < text.length; at += 1) {
    let code = text.charCodeAt(at), value = code < 128 ? values[code] : -1;
    if (length = value < 0 ? 0 : length + 1, value < 0 || (ending = (ending << bits | value) & bitmask, length < size || endings[ending] === 0 || !all.has(usual(text.slice(at + 1 - size, at + 1))))) continue;
    let begin = at + 1 - size;
    (from === 0 || begin > from) && (left += `${text.slice(from, begin)}${mask}`), from = at + 1;
  }
  return left + text.slice(from);
}

// src/core/masking.ts
var MIN_NAMED = 4, MIN_GUESSED = 6, MASK = "***", RECOGNIZABLE = [
  // user and password of a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, "$1 ***"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, MASK],
  [/\b(xox[a-z]|gh[a-z]|github_pat|sk|xapp)[-_][A-Za-z0-9_-]{8,}/g, MASK]
];
function maskerOf(secrets) {
  let forms = [...new Set(secrets.flatMap(formsOf))].sort((one, other) => other.length - one.length), [longest] = forms;
  if (longest === void 0) return { mask: (text) => text, forms, longest: 0 };
  let pattern = new RegExp(forms.map(escapeRegExp).join("|"), "g"), texts = secrets.flatMap(plainOf), pieces = piecesOf(texts, texts.map(bodyOf)), masked = (text) => pieces.reduce((left, some) => withoutPieces(left, some, MASK), text.replace(pattern, MASK));
  return {
    mask(text) {
      let coloured = masked(text);
      if (!text.includes(ESCAPE)) return coloured;
      let bare = masked(text.replace(COLOURS, ""));
      return coloured.replace(COLOURS, "") === bare ? coloured : bare;
    },
    forms,
    longest: longest.length
  };
}
var ESCAPE = "\x1B", COLOURS = new RegExp(`${ESCAPE}\\[[0-?]*[ -/]*[@-~]`, "g"), redact = (text, known) => redactWith(maskerOf(known), text), redactWith = (masker, text) => RECOGNIZABLE.reduce((left, [pattern, mask]) => left.replace(pattern, mask), masker.mask(text)), NAMES_A_SECRET = /TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|(^|_)(KEY|PWD|PAT|AUTH|DSN|DATABASE_URL)$|_KEY_/i, NAMES_A_PLACE = /_(FILE|PATH|DIR|DIRECTORY)$/i, isSecretName = (name) => name !== "PWD" && NAMES_A_SECRET.test(name) && !NAMES_A_PLACE.test(name);
var OWN_WORDS = /* @__PURE__ */ new Set([
  "kind",
  "id",
  "code",
  "status",
  "outcome",
  "verdict",
  "command",
  "gate",
  "op",
  "type",
  "severity",
  "app",
  "stage",
  "tag",
  "sha",
  "runId",
  "name",
  "digest",
  "at",
  "since",
  "until",
  "startedAt"
]), OF_A_TOOL = "outputs";
function withoutSecrets(value, masker) {
  let visit = (part, key, around, isOwn) => {
    if (typeof part == "string") return isOwn && OWN_WORDS.has(key) ? part : redactWith(masker, part);
    if (typeof part != "object" || part === null) return part;
    if (around.includes(part)) return;
    let isOwnInside = isOwn && key !== OF_A_TOOL, inside = (one, name) => visit(one, name, [...around, part], isOwnInside);
    return Array.isArray(part) ? part.map((one) => visit(one, key, [...around, part], isOwn)) : part instanceof Error ? errorLike(part, inside) : Object.getPrototypeOf(part) !== Object.prototype ? part : Object.fromEntries(
      Object.entries(part).map(([name, one]) => [
        isOwnInside ? name : redactWith(masker, name),
        inside(one, name)
      ])
    );
  };
  return visit(value, "", [], !0);
}
var OF_ITS_CLASS = ["name", "message", "stack", "code"];
function errorLike(error, textOf) {
  let known = error, inherited = OF_ITS_CLASS.filter((name) => name in error), fields = [.../* @__PURE__ */ new Set([...Object.getOwnPropertyNames(error), ...inherited])].map((name) => {
    let enumerable = Object.getOwnPropertyDescriptor(error, name)?.enumerable ?? !1;
    return [
      name,
      { value: textOf(known[name], name), enumerable, writable: !0, configurable: !0 }
    ];
  });
  return fields.every(([name, { value }]) => value === known[name]) ? error : Object.create(Object.getPrototypeOf(error), Object.fromEntries(fields));
}
async function masking(masker, body) {
  try {
    return await body();
  } catch (error) {
    throw withoutSecrets(error, masker);
  }
}
function plainOf(secret) {
  let whole = secret.trim();
  return [whole, ...passwordsOf(whole), ...settingsOf(whole)].filter((form) => form.length >= MIN_NAMED);
}
function formsOf(secret) {
  let plain = plainOf(secret);
  return [...plain, ...plain.flatMap(linesOf), ...plain.flatMap(encodingsOf)];
}
var linesOf = (text) => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line.length >= MIN_GUESSED), bodyOf = (text) => text.includes(`
`) ? linesOf(text).filter((line) => /^[A-Za-z0-9+/]{24,}={0,2}$/.test(line)).join("") : "", SETTING = /["']?([\w.-]+)["']?[ \t]*[:=][ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([^\s,}"']+))/g, MIN_OPAQUE = 24;
function settingsOf(text) {
  return !text.includes(`
`) && !text.startsWith("{") ? [] : [...text.matchAll(SETTING)].map(([, name = "", inQuotes, ...others]) => {
    let value = inQuotes?.replaceAll("\\n", `
`) ?? others.find((form) => form !== void 0) ?? "";
    return { name: name.replace(/[.-]/g, "_"), value };
  }).filter(({ name, value }) => value.length >= MIN_GUESSED && (isOpaque(value) || isSecretName(name))).map(({ value }) => value);
}
var isOpaque = (value) => value.length >= MIN_OPAQUE && !value.includes("://");
function passwordsOf(text) {
  let written = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(text.trim())?.[1];
  return written === void 0 ? [] : [.../* @__PURE__ */ new Set([written, decoded(written)])];
}
function encodingsOf(text) {
  let coded = base64Of(text), whole = coded[0];
  return [
    ...escapedIn(text),
    ...percentOf(text),
    ...[...coded, hexOf(text)].filter((form) => form.length >= MIN_GUESSED).flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]),
    // an engine takes a form out of a stream, whatever line ends it has
    ...WIDTHS.filter((width) => whole.length > width).map((width) => wrapped(whole, width))
  ];
}
function escapedIn(text) {
  let json = JSON.stringify(text).slice(1, -1), escaped = (chars) => json.replace(chars, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`), ascii = escaped(/[\u007f-\uffff]/g), web = escaped(/[<>&]/g);
  return [
    json,
    ascii,
    web,
    json.replaceAll("/", "\\/"),
    ascii.replaceAll("/", "\\/"),
    ...[json, web].map((once) => JSON.stringify(once).slice(1, -1)),
    inHtml(text).replaceAll('"', "&quot;"),
    text.replaceAll("'", "'\\''"),
    ...text.includes(`
`) ? [] : quotedIn(text)
  ];
}
var quotedIn = (text) => [
  ...QUOTES_IN_HTML.map(([double, single]) => inHtml(text).replaceAll('"', double).replaceAll("'", single)),
  // within a shell's double quotes, as `export -p` shows it, and without any, as `printf %q` does
  text.replace(/[\\"$`]/g, "\\$&"),
  text.replace(/[^\w@%+=:,./-]/g, "\\$&"),
  text.replace(/[\\']/g, "\\$&"),
  // SQL, YAML and CSV write a quote twice
  ...["'", '"'].map((quote) => text.replaceAll(quote, quote + quote))
], QUOTES_IN_HTML = [
  ...["&#39;", "&#x27;", "&#039;", "&apos;"].map((single) => ["&quot;", single]),
  ["&#34;", "&#39;"]
], inHtml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
function percentOf(text) {
  let whole = wellFormed(text), percent = encodeURIComponent(whole), strict = percent.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return [percent, strict, strict.replaceAll("%2F", "/"), encodeURI(whole)].flatMap((form) => [form, form.replaceAll("%20", "+")]).flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}
var wellFormed = (text) => text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "�"), WIDTHS = [64, 76], wrapped = (text, width) => text.replace(new RegExp(`.{${width}}(?=.)`, "g"), `$&
`), escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export {
  maskerOf,
  redact,
  redactWith,
  withoutSecrets,
  masking
};
