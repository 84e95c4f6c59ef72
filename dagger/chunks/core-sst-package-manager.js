// Made by `npm run build` from src/engine: change it there.

// src/core/sst/package-manager.ts
var LOCKFILE_OF = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm"
}, LOCKFILES = Object.keys(LOCKFILE_OF);
function chooseInstallation({ packageJson, lockfiles, yarnrc }) {
  let manifest = readManifest(packageJson);
  if (manifest === null)
    return { kind: "unknown", message: "package.json next to the lockfile is not valid JSON." };
  let locked = [
    ...new Set(LOCKFILES.filter((file) => lockfiles.includes(file)).map((file) => LOCKFILE_OF[file]))
  ], [named, version = ""] = manifest.packageManager.split("@"), manager = isManager(named) ? named : locked.length === 1 ? locked[0] : void 0;
  if (manager === void 0)
    return {
      kind: "unknown",
      message: `The tree has ${locked.length === 0 ? "no lockfile" : `lockfiles of ${locked.join(" and ")}`}, and packageManager does not name npm, pnpm, yarn or bun: set deployer.install.`
    };
  if (!locked.includes(manager))
    return {
      kind: "unknown",
      message: `packageManager is ${manager}, but the tree has no ${manager} lockfile.`
    };
  let modernYarn = version === "" ? yarnrc : !version.startsWith("1.");
  return {
    kind: "install",
    argv: [...version !== "" && (manager === "pnpm" || manager === "yarn") ? ["corepack"] : [], ...commandOf(manager, modernYarn)],
    needsSources: manifest.needsSources
  };
}
function commandOf(manager, modernYarn) {
  switch (manager) {
    case "npm":
      return ["npm", "ci", "--no-audit", "--no-fund"];
    case "pnpm":
      return ["pnpm", "install", "--frozen-lockfile"];
    case "yarn":
      return ["yarn", "install", modernYarn ? "--immutable" : "--frozen-lockfile"];
    case "bun":
      return ["bun", "install", "--frozen-lockfile"];
  }
}
var LIFECYCLE = ["preinstall", "install", "postinstall", "prepare"];
function readManifest(text) {
  try {
    let parsed = text === null ? {} : JSON.parse(text), { packageManager, scripts } = Object(parsed);
    return {
      packageManager: typeof packageManager == "string" ? packageManager : "",
      needsSources: LIFECYCLE.some((script) => Object.hasOwn(Object(scripts), script))
    };
  } catch {
    return null;
  }
}
var isManager = (name) => Object.values(LOCKFILE_OF).includes(name), INSTALL_FILES = [
  "**/package.json",
  ...LOCKFILES.map((file) => `**/${file}`),
  "**/.npmrc",
  "**/.yarnrc",
  "**/.yarnrc.yml",
  "**/.yarn/**",
  "**/pnpm-workspace.yaml",
  "**/.pnpmfile.cjs",
  "**/bunfig.toml",
  "**/patches/**"
];

export {
  LOCKFILES,
  chooseInstallation,
  INSTALL_FILES
};
