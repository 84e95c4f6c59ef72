// Made by `npm run build` from src/engine: change it there.
import {
  messageOf
} from "./core-errors.js";

// src/core/fact.ts
var known = (value) => ({ kind: "known", value }), skipped = (why) => ({ kind: "skipped", why }), whyNot = (fact) => fact.kind === "skipped" ? fact.why : fact.message, unavailable = (error) => ({
  kind: "unavailable",
  message: messageOf(error)
});

export {
  known,
  skipped,
  whyNot,
  unavailable
};
