// Made by `npm run build` from src/engine: change it there.

// src/core/redact.ts
var RECOGNIZABLE = [
  // user and password of a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, "$1 ***"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, "***"],
  [/\b(xox[a-z]|gh[a-z]|github_pat|sk|xapp)[-_][A-Za-z0-9_-]{8,}/g, "***"]
];
function redact(text, known) {
  let masked = known.filter((secret) => secret.length >= 6).sort((one, other) => other.length - one.length).reduce((left, secret) => left.replaceAll(secret, "***"), text);
  return RECOGNIZABLE.reduce((left, [pattern, mask]) => left.replace(pattern, mask), masked);
}

export {
  redact
};
