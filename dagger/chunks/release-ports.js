// Made by `npm run build` from src/engine: change it there.

// src/release/ports.ts
var viewOf = (views, stage) => views.find((view) => view.stage === stage);

export {
  viewOf
};
