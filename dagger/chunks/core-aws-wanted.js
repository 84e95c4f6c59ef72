// Made by `npm run build` from src/engine: change it there.

// src/core/aws/wanted.ts
function wantedAws({ deployer, stages }, stage) {
  let { region, roleArn = null, account = null } = stages[stage];
  return region === void 0 || deployer.kind === "sandbox" ? null : { region, roleArn, account: account ?? roleArn?.split(":")[4] ?? null };
}
function logsAws({ verify, stages }, stage) {
  let { region: home, roleArn = null, account = null } = stages[stage], region = verify?.logs?.region ?? home;
  return region === void 0 ? null : { region, roleArn, account: account ?? roleArn?.split(":")[4] ?? null };
}
var MIN_SESSION = 900, MAX_SESSION = 43200, RESERVE = 300, sessionSeconds = (seconds) => Math.min(MAX_SESSION, Math.max(MIN_SESSION, Math.ceil(seconds) + RESERVE)), phaseSeconds = ({ deployer }) => deployer.kind === "sandbox" ? 0 : deployer.timeoutSeconds, neededSeconds = (config) => Math.ceil(2 * phaseSeconds(config) + config.smoke.deadlineSeconds);

export {
  wantedAws,
  logsAws,
  sessionSeconds,
  phaseSeconds,
  neededSeconds
};
