// Made by `npm run build` from src/engine: change it there.

// src/core/setup/facts.ts
var repositoryPath = ({ owner, repository }) => `/repos/${owner}/${repository}`;

export {
  repositoryPath
};
