// Made by `npm run build` from src/engine: change it there.
import {
  chooseSource,
  webIdentityToken
} from "./adapters-aws-sources.js";
import {
  AUDIENCE,
  POLICY_NAME,
  boundaryArn,
  providerArn
} from "./core-aws-policies.js";
import "./core-aws-deploy-role.js";
import "./core-retry.js";
import {
  repositoryPath
} from "./core-setup-prerequisite.js";
import "./core-aws-credentials.js";
import "./core-config-tools.js";
import "./core-masking.js";
import {
  githubPlace
} from "./core-forge.js";
import "./core-ledger-owner.js";
import {
  STAGES
} from "./core-stage.js";
import {
  messageOf
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import {
  array,
  boolean,
  nullish,
  number,
  object,
  optional,
  picklist,
  safeParse,
  string
} from "./valibot.js";
import "./common.js";

// src/adapters/setup/admin-aws.ts
var SESSION_SECONDS = 3600;
function adminAws(given, settings, region) {
  let opened = null, open = async () => {
    try {
      let whole = { ...settings, region, roleArn: null }, source = await chooseSource({ ...given, oidc: null }, whole);
      if ("tried" in source) return { missing: "there are no AWS credentials: log in, or pass them" };
      let [{ callerIdentity }, { connectIam }, credentials] = await Promise.all([
        import("./adapters-aws-connection.js"),
        import("./adapters-aws-iam.js"),
        source.obtain(SESSION_SECONDS)
      ]);
      return {
        account: async () => (await callerIdentity(whole, credentials)).identity.account,
        iam: connectIam(whole, credentials)
      };
    } catch (error) {
      return { missing: messageOf(error) };
    }
  };
  return () => (opened ??= open(), opened);
}
async function lookAtAws(access, target) {
  let given = await access();
  if ("missing" in given) return nothing({ kind: "skipped", why: given.missing }, given.missing);
  let account = await factOf(given.account);
  if (account.kind !== "known") return nothing(account, "the AWS account is not known");
  if (account.value !== target.account)
    return nothing(account, `the credentials are of account ${account.value}`);
  let { iam } = given, [{ role }] = target.stages, [provider, ...stages] = await Promise.all([
    factOf(() => iam.provider(providerArn(role))),
    ...target.stages.map((wanted) => lookAtStage(iam, wanted))
  ]), found = Object.fromEntries(target.stages.map(({ stage }, index) => [stage, stages[index]]));
  return { account, provider, stages: { ...NOT_ASKED, ...found } };
}
async function performAws(access, change) {
  let given = await access();
  if ("missing" in given) return given.missing;
  try {
    return await given.iam.change(change), null;
  } catch (error) {
    return messageOf(error);
  }
}
var skipped = (why) => ({ kind: "skipped", why }), stageOf = (why) => ({
  role: skipped(why),
  permissions: skipped(why),
  boundary: skipped(why)
}), NOT_ASKED = { staging: stageOf("not asked for"), production: stageOf("not asked for") }, nothing = (account, why) => ({
  account,
  provider: skipped(why),
  stages: { staging: stageOf(why), production: stageOf(why) }
});
async function factOf(look2) {
  try {
    return { kind: "known", value: await look2() };
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) };
  }
}
async function lookAtStage(iam, { role: wanted }) {
  let { name } = wanted, [role, permissions, boundary] = await Promise.all([
    factOf(() => iam.role(name)),
    factOf(() => iam.rolePolicy(name, POLICY_NAME)),
    factOf(() => iam.policy(boundaryArn(wanted)))
  ]);
  return { role, permissions, boundary };
}

// src/adapters/setup/github-settings.ts
function adminGithub({ config, remote, apiUrl, ...settings }) {
  return async () => {
    if (settings.token === null)
      return { missing: "there is no GitHub token that may look at the repository" };
    let place = githubPlace({ ...config, repository: "any/any" }, await remote(), apiUrl);
    if (place.kind !== "known") return { missing: place.kind === "skipped" ? place.why : place.message };
    let { githubClient } = await import("./adapters-github-client.js");
    return { client: githubClient({ ...settings, apiUrl: place.value.apiUrl }) };
  };
}
async function lookAtGithub(github, target) {
  let path = repositoryPath(target), asked = new Set(target.stages.map(({ stage }) => stage)), [repository, reviewers, ...stages] = await Promise.all([
    lookAtRepository(github, path),
    lookAtReviewers(github, target.reviewers),
    ...STAGES.map(
      (stage) => asked.has(stage) ? lookAtStage2(github, `${path}/environments/${stage}`) : NOT_ASKED2
    )
  ]), seen = repository.kind === "known" ? stages : stages.map(() => UNSEEN), [staging, production] = seen;
  return { repository, reviewers, stages: { staging, production } };
}
var skipped2 = (why) => ({ kind: "skipped", why }), unavailable = (message) => ({ kind: "unavailable", message }), known = (value) => ({ kind: "known", value }), UNSEEN = {
  environment: skipped2("the repository was not seen"),
  variables: skipped2("the repository was not seen")
}, NOT_ASKED2 = { environment: skipped2("not asked for"), variables: skipped2("not asked for") };
function read(answer, schema, what) {
  if (answer.kind === "absent") return known(null);
  if (answer.kind === "failed") return unavailable(answer.message);
  let parsed = safeParse(schema, answer.value);
  return parsed.success ? known(parsed.output) : unavailable(`GitHub's answer about ${what} cannot be read.`);
}
async function lookAtRepository(github, path) {
  let fact = read(await github.get(path), RepositoryShape, "the repository");
  if (fact.kind !== "known") return fact;
  if (fact.value === null)
    return unavailable(`GitHub shows no repository ${path.replace("/repos/", "")} to this token.`);
  let { id, owner, private: isPrivate } = fact.value;
  return known({
    id: String(id),
    ownerId: String(owner.id),
    isPrivate,
    ...await lookAtTagRules(github, path)
  });
}
async function lookAtTagRules(github, path) {
  let list = read(await github.get(`${path}/rulesets?per_page=100`), RulesetsPage, "rulesets");
  if (list.kind !== "known" || list.value === null) return { protectedTags: null, guardedTags: null };
  let active = list.value.filter(({ target, enforcement }) => target === "tag" && enforcement === "active"), sets = await Promise.all(
    active.map(async ({ id }) => read(await github.get(`${path}/rulesets/${id}`), RulesetShape, "a ruleset"))
  ), tagsWith = (...wanted) => sets.flatMap((fact) => {
    if (fact.kind !== "known" || fact.value === null) return [];
    let types = fact.value.rules.map(({ type }) => type), include = fact.value.conditions?.ref_name?.include ?? [];
    return wanted.every((type) => types.includes(type)) ? include : [];
  });
  return { protectedTags: tagsWith("update", "deletion"), guardedTags: tagsWith("creation") };
}
async function lookAtReviewers(github, names) {
  let found = await Promise.all(names.map((name) => lookAtReviewer(github, name))), fault = found.find((fact) => fact.kind !== "known");
  return fault !== void 0 ? fault : known(found.flatMap((fact) => fact.kind === "known" ? [fact.value] : []));
}
async function lookAtReviewer(github, name) {
  let [owner, team] = name.split("/"), path = team === void 0 ? `/users/${owner}` : `/orgs/${owner}/teams/${team}`, fact = read(await github.get(path), AccountShape, name);
  return fact.kind !== "known" ? fact : fact.value === null ? unavailable(`GitHub knows no reviewer ${name}.`) : known({ type: team === void 0 ? "User" : "Team", id: fact.value.id, name: team ?? name });
}
async function lookAtStage2(github, path) {
  let [environment, variables] = await Promise.all([
    lookAtEnvironment(github, path),
    lookAtVariables(github, path)
  ]);
  return { environment, variables };
}
async function lookAtEnvironment(github, path) {
  let fact = read(await github.get(path), EnvironmentShape, "an environment");
  if (fact.kind !== "known" || fact.value === null) return fact;
  let { protection_rules: rules, deployment_branch_policy: policy } = fact.value, refs = policy?.custom_branch_policies ? await lookAtRefs(github, path) : null;
  if (refs !== null && refs.kind !== "known") return refs;
  let approval = rules.find(({ type }) => type === "required_reviewers");
  return known({
    reviewers: (approval?.reviewers ?? []).map(({ type, reviewer: { id, login, slug } }) => ({
      type,
      id,
      name: login ?? slug ?? String(id)
    })),
    waitTimer: rules.find(({ type }) => type === "wait_timer")?.wait_timer ?? 0,
    preventSelfReview: approval?.prevent_self_review ?? !1,
    refs: refs?.value ?? (policy === null ? "any" : "protected")
  });
}
async function lookAtRefs(github, path) {
  let answer = await github.getAll(
    `${path}/deployment-branch-policies?per_page=100`,
    (page) => {
      let parsed = safeParse(RefsPage, page);
      return parsed.success ? parsed.output.branch_policies : null;
    }
  );
  return answer.kind === "found" ? known(answer.value) : answer.kind === "absent" ? known([]) : unavailable(answer.message);
}
async function lookAtVariables(github, path) {
  let answer = await github.getAll(`${path}/variables?per_page=30`, (page) => {
    let parsed = safeParse(VariablesPage, page);
    return parsed.success ? parsed.output.variables : null;
  });
  if (answer.kind === "failed") return unavailable(answer.message);
  let variables = answer.kind === "found" ? answer.value : [];
  return known(Object.fromEntries(variables.map(({ name, value }) => [name, value])));
}
async function performGithub(access, change) {
  let given = await access();
  if ("missing" in given) return given.missing;
  let answer = await given.client.send(change.method, change.path, change.content ?? void 0);
  return answer.kind === "found" || answer.kind === "failed" && answer.status === 303 ? null : answer.kind === "failed" ? answer.message : `GitHub has no ${change.path}, or not for this token`;
}
var RepositoryShape = object({
  id: number(),
  private: boolean(),
  owner: object({ id: number() })
}), AccountShape = object({ id: number() }), ReviewerShape = object({
  type: picklist(["User", "Team"]),
  reviewer: object({ id: number(), login: optional(string()), slug: optional(string()) })
}), EnvironmentShape = object({
  protection_rules: optional(
    array(
      object({
        type: string(),
        wait_timer: optional(number()),
        prevent_self_review: optional(boolean()),
        reviewers: optional(array(ReviewerShape))
      })
    ),
    []
  ),
  deployment_branch_policy: nullish(
    object({ protected_branches: boolean(), custom_branch_policies: boolean() }),
    null
  )
}), RefsPage = object({
  branch_policies: array(
    object({ name: string(), type: optional(picklist(["branch", "tag"]), "branch") })
  )
}), VariablesPage = object({
  variables: array(object({ name: string(), value: string() }))
}), RulesetsPage = array(
  object({ id: number(), target: optional(string()), enforcement: string() })
), RulesetShape = object({
  conditions: nullish(
    object({
      ref_name: optional(object({ include: array(string()), exclude: array(string()) }))
    })
  ),
  rules: optional(array(object({ type: string() })), [])
});

// src/adapters/administration.ts
var platforms = (aws, github) => ({
  async look(target) {
    let [ofAws, ofGithub] = await Promise.all([lookAtAws(aws, target), look(github, target)]), both = (stage) => ({ ...ofAws.stages[stage], ...ofGithub.stages[stage] });
    return {
      account: ofAws.account,
      provider: ofAws.provider,
      repository: ofGithub.repository,
      reviewers: ofGithub.reviewers,
      stages: { staging: both("staging"), production: both("production") }
    };
  },
  perform: (change) => change.on === "aws" ? performAws(aws, change) : performGithub(github, change)
});
async function look(access, target) {
  let given = await access();
  if ("client" in given) return lookAtGithub(given.client, target);
  let unasked = { kind: "skipped", why: given.missing };
  return { repository: unasked, reviewers: unasked, stages: { staging: UNSEEN, production: UNSEEN } };
}
var ENGINE_VERSION = "v0.21.8", diagnosticsOf = ({ git, engine, codeHost, oidc, settings }) => ({
  async machine() {
    let [ofGit, ofEngine] = await Promise.all([gitVersion(git), engine()]);
    return { git: ofGit, engine: ofEngine, wantedEngine: ENGINE_VERSION };
  },
  async checkout() {
    let { exitCode, stdout, stderr } = await git(["rev-parse", "--is-shallow-repository"]);
    return exitCode === 0 ? { kind: "known", value: { shallow: stdout.trim() === "true" } } : { kind: "unavailable", message: `git cannot look at the repository: ${stderr.trim()}` };
  },
  async repository() {
    let place = githubPlace(codeHost.config, await codeHost.remote(), codeHost.apiUrl);
    return place.kind === "known" ? { kind: "known", value: place.value.repository } : place;
  },
  claims: () => readClaims(oidc, settings)
});
async function gitVersion(git) {
  let { stdout } = await git(["--version"]), version = /(\d+\.\d+[\w.]*)/.exec(stdout)?.[1];
  return version === void 0 ? { kind: "unavailable", message: "git does not say its version" } : { kind: "known", value: version };
}
var CLAIMS = [
  "iss",
  "aud",
  "sub",
  "environment",
  "repository",
  "repository_id",
  "repository_owner_id",
  "ref",
  "workflow",
  "job_workflow_ref",
  "actor_id",
  "enterprise_id",
  "exp"
];
async function readClaims(oidc, settings) {
  if (oidc === null)
    return { kind: "skipped", why: "this is not a job of GitHub Actions with permissions: id-token: write" };
  try {
    return { kind: "known", value: claimsOf(await webIdentityToken(oidc, AUDIENCE, settings)) };
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) };
  }
}
function claimsOf(jwt) {
  let payload = jwt.split(".")[1] ?? "", claims;
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    throw new Error("The claims of the token can't be read.");
  }
  let entries = Object.entries(Object(claims)).filter(([name]) => CLAIMS.includes(name));
  return Object.fromEntries(entries);
}
export {
  ENGINE_VERSION,
  adminAws,
  adminGithub,
  diagnosticsOf,
  platforms
};
