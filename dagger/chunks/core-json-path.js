// Made by `npm run build` from src/engine: change it there.
import {
  clip,
  plain
} from "./core-reasons.js";

// src/core/json-path.ts
var valueAt = (path, json) => path.split(".").reduce(property, json), property = (value, key) => typeof value == "object" && value !== null && Object.hasOwn(value, key) ? value[key] : void 0;
function shown(value) {
  return value === void 0 ? "absent" : typeof value != "object" || value === null ? plain(clip(JSON.stringify(value))) : Array.isArray(value) ? "a list" : "an object";
}

export {
  valueAt,
  property,
  shown
};
