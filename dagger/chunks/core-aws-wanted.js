// Made by `npm run build` from src/engine: change it there.

// src/core/aws/wanted.ts
function wantedAws({ deployer, stages }, stage, purpose = "deploy") {
  let { region, roleArn = null, planRoleArn = null, account = null } = stages[stage];
  if (region === void 0 || deployer.kind === "sandbox") return null;
  let holder = (roleArn ?? planRoleArn)?.split(":")[4] ?? null;
  return { region, roleArn: purpose === "plan" ? planRoleArn : roleArn, account: account ?? holder };
}
function logsAws({ verify, stages }, stage) {
  let { region: home, roleArn = null, account = null } = stages[stage], region = verify?.logs?.region ?? home;
  return region === void 0 ? null : { region, roleArn, account: account ?? roleArn?.split(":")[4] ?? null };
}
var adminRegion = ({ stages }) => stages.staging.region ?? stages.production.region ?? "us-east-1", MIN_SESSION = 900, MAX_SESSION = 43200, RESERVE = 300, sessionSeconds = (seconds) => Math.min(MAX_SESSION, Math.max(MIN_SESSION, Math.ceil(seconds) + RESERVE)), phaseSeconds = ({ deployer }) => deployer.kind === "sandbox" ? 0 : deployer.timeoutSeconds, neededSeconds = (config) => Math.ceil(2 * phaseSeconds(config) + config.smoke.deadlineSeconds);

export {
  wantedAws,
  logsAws,
  adminRegion,
  sessionSeconds,
  phaseSeconds,
  neededSeconds
};
