// Made by `npm run build` from src/engine: change it there.
import {
  commitPage,
  forgeOf,
  githubPlace,
  isLoopback,
  parseRemote
} from "./core-github-place.js";
import "./core-text.js";
import "./common.js";
export {
  commitPage,
  forgeOf,
  githubPlace,
  isLoopback,
  parseRemote
};
