// Made by `npm run build` from src/engine: change it there.
import {
  githubPlace,
  isLoopback,
  parseRemote
} from "./core-github-place.js";
import "./core-text.js";
import "./common.js";
export {
  githubPlace,
  isLoopback,
  parseRemote
};
