// Made by `npm run build` from src/engine: change it there.
import {
  decoded
} from "./valibot.js";

// src/core/masking.ts
var MIN_NAMED = 4, MIN_GUESSED = 6, MASK = "***", RECOGNIZABLE = [
  // user and password of a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, "$1 ***"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, MASK],
  [/\b(xox[a-z]|gh[a-z]|github_pat|sk|xapp)[-_][A-Za-z0-9_-]{8,}/g, MASK]
];
function maskerOf(secrets) {
  let forms = [...new Set(secrets.flatMap(formsOf))].sort((one, other) => other.length - one.length), pattern = forms.length === 0 ? null : new RegExp(forms.map(escapeRegExp).join("|"), "g");
  return {
    mask: (text) => pattern === null ? text : text.replace(pattern, MASK),
    forms,
    longest: forms[0]?.length ?? 0
  };
}
var redact = (text, known) => redactWith(maskerOf(known), text), redactWith = (masker, text) => RECOGNIZABLE.reduce((left, [pattern, mask]) => left.replace(pattern, mask), masker.mask(text)), NAMES_A_SECRET = /TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|(^|_)(KEY|PWD|PAT|AUTH|DSN|DATABASE_URL)$|_KEY_/i, NAMES_A_PLACE = /_(FILE|PATH|DIR|DIRECTORY)$/i, isSecretName = (name) => name !== "PWD" && NAMES_A_SECRET.test(name) && !NAMES_A_PLACE.test(name);
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
]);
function withoutSecrets(value, masker) {
  let visit = (part, key) => typeof part == "string" ? OWN_WORDS.has(key) ? part : redactWith(masker, part) : Array.isArray(part) ? part.map((one) => visit(one, key)) : typeof part != "object" || part === null || Object.getPrototypeOf(part) !== Object.prototype ? part : Object.fromEntries(Object.entries(part).map(([name, one]) => [name, visit(one, name)]));
  return visit(value, "");
}
function formsOf(secret) {
  let whole = secret.trim(), parts = whole.split(/\r?\n/).map((line) => line.trim()).filter((line) => line.length >= MIN_GUESSED), plain = [whole, ...passwordsOf(whole), ...settingsOf(whole)].filter(
    (form) => form.length >= MIN_NAMED
  );
  return [...plain, ...parts, ...plain.flatMap(encodingsOf)];
}
var SETTING = /["']?([\w.-]+)["']?[ \t]*[:=][ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([^\s,}"']+))/g, MIN_OPAQUE = 24;
function settingsOf(text) {
  return !text.includes(`
`) && !text.startsWith("{") ? [] : [...text.matchAll(SETTING)].flatMap(([, name = "", ...forms]) => {
    let [text2 = "", inQuotes] = [forms.find((form) => form !== void 0), forms[0]], value = inQuotes === void 0 ? text2 : text2.replaceAll("\\n", `
`), isOpaque = value.length >= MIN_OPAQUE && !value.includes("://");
    return value.length >= MIN_GUESSED && (isOpaque || isSecretName(name.replace(/[.-]/g, "_"))) ? [value] : [];
  });
}
function passwordsOf(text) {
  let written = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(text.trim())?.[1];
  return written === void 0 ? [] : [.../* @__PURE__ */ new Set([written, decoded(written)])];
}
function encodingsOf(text) {
  let escaped = JSON.stringify(text).slice(1, -1), percent = encodeURIComponent(wellFormed(text));
  return [
    escaped,
    percent,
    percent.replaceAll("%20", "+"),
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...base64Of(text).flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")])
  ];
}
var wellFormed = (text) => text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "�");
function base64Of(text) {
  let bytes = new TextEncoder().encode(text);
  return [0, 1, 2].map((offset) => {
    let binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""), known = btoa("\0".repeat(offset) + binary).replace(/=+$/, "").slice(offset === 0 ? 0 : offset + 1);
    return (offset + bytes.length) % 3 === 0 ? known : known.slice(0, -1);
  }).filter((form) => form.length >= MIN_GUESSED);
}
var escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export {
  maskerOf,
  redact,
  redactWith,
  withoutSecrets
};
