// Made by `npm run build` from src/engine: change it there.

// src/core/stage.ts
var STAGES = ["staging", "production"], otherStage = (stage) => stage === "staging" ? "production" : "staging", releaseIn = ({ tag, sha }) => tag === null || sha === null ? null : { tag, sha }, shortSha = (sha) => sha.slice(0, 7), describeRelease = (release) => `${release.tag} (${shortSha(release.sha)})`;

export {
  STAGES,
  otherStage,
  releaseIn,
  shortSha,
  describeRelease
};
