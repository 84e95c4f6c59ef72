// Made by `npm run build` from src/engine: change it there.

// src/core/config/placeholders.ts
var PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g, fill = (template, values) => template.replace(
  PLACEHOLDER,
  (whole, name) => Object.hasOwn(values, name) ? values[name] : whole
);
function missingPlaceholders(template, values) {
  let names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}
var OWN = /(?<![${])\{([A-Za-z][A-Za-z0-9_]*)\}(?!\})/g, strangePlaceholders = (template, known) => {
  let names = [...template.matchAll(OWN)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !known.includes(name));
};

export {
  fill,
  missingPlaceholders,
  strangePlaceholders
};
