// Made by `npm run build` from src/engine: change it there.
import {
  clip
} from "./core-text.js";

// src/core/migrations/migration.ts
var destructive = (what) => ({ risk: "destructive", what }), unknown = (what) => ({ risk: "unknown", what });
function migrationPattern({ pattern }) {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return null;
  }
}
var isMigration = (config, path) => migrationPattern(config)?.test(path) === !0 && !/\.d\.[cm]?ts$|\.down\.\w+$/i.test(path);
function downFileOf(path, files) {
  let wanted = path.replace(/(\.up)?(\.\w+)$/i, ".down$2");
  return files.includes(wanted) ? wanted : null;
}
var NAMED = 5;
function describeMigrations(migrations) {
  let named = migrations.slice(0, NAMED).map(describeMigration), more = migrations.length - named.length;
  return [...named, ...more > 0 ? [`and ${more} more`] : []].join(", ");
}
function describeMigration({ path, change, risk, reasons, down }) {
  let kind = reasons.length === 0 ? risk : `${risk}: ${clip(reasons.join(", "), MAX_REASONS)}`;
  return `${path} (${kind}${change !== "new" || down !== null ? "" : "; no down migration"})`;
}
var MAX_REASONS = 160;

export {
  destructive,
  unknown,
  migrationPattern,
  isMigration,
  downFileOf,
  describeMigrations
};
