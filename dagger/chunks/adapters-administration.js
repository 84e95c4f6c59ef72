// Made by `npm run build` from src/engine: change it there.
import {
  POLICY_NAME,
  STAGES,
  repositoryPath
} from "./core-aws-role-commands.js";
import {
  githubClient,
  githubPlace
} from "./adapters-github-client.js";
import "./core-github-remote.js";
import {
  AwsError,
  awsClient,
  chooseSource,
  membersAt,
  textAt,
  webIdentityToken
} from "./adapters-aws-client.js";
import {
  AUDIENCE,
  providerArn
} from "./core-aws-deploy-role.js";
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
import {
  messageOf
} from "./core-reasons.js";

// src/adapters/doctor/claims.ts
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
    return { kind: "skipped", why: "this is no job of GitHub Actions with permissions: id-token: write" };
  try {
    let [url, token] = await Promise.all([oidc.url.plaintext(), oidc.token.plaintext()]), jwt = await webIdentityToken({ url: url.trim(), token: token.trim() }, AUDIENCE, settings);
    return { kind: "known", value: claimsOf(jwt) };
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) };
  }
}
function claimsOf(jwt) {
  let payload = jwt.split(".")[1] ?? "", claims;
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    throw new Error("The token that was given has no claims that can be read.");
  }
  let entries = Object.entries(Object(claims)).filter(([name]) => CLAIMS.includes(name));
  return Object.fromEntries(entries);
}

// src/adapters/doctor/diagnostics.ts
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
  return version === void 0 ? { kind: "unavailable", message: "git does not tell its version" } : { kind: "known", value: version };
}

// src/adapters/setup/admin-aws.ts
var REGION = "us-east-1", SESSION_SECONDS = 3600;
function adminAws(given, settings) {
  let opened = null, open = async () => {
    try {
      let whole = { ...settings, region: REGION, roleArn: null }, source = await chooseSource({ ...given, oidc: null }, whole);
      return "tried" in source ? { missing: "there are no AWS credentials: log in, or give them" } : { client: awsClient({ ...whole, credentials: await source.obtain(SESSION_SECONDS) }) };
    } catch (error) {
      return { missing: messageOf(error) };
    }
  };
  return () => (opened ??= open(), opened);
}

// src/adapters/setup/admin-github.ts
function adminGithub({ config, remote, apiUrl, ...settings }) {
  return async () => {
    if (settings.token === null)
      return { missing: "there is no GitHub token that may look at the repository" };
    let place = githubPlace({ ...config, repository: "any/any" }, await remote(), apiUrl);
    return place.kind === "known" ? { client: githubClient({ ...settings, apiUrl: place.value.apiUrl }) } : { missing: place.kind === "skipped" ? place.why : place.message };
  };
}

// src/adapters/setup/look-aws.ts
async function lookAtAws(access, target) {
  let given = await access();
  if ("missing" in given) return nothing({ kind: "skipped", why: given.missing }, null);
  let { client } = given, account = await factOf(() => accountOf(client));
  if (account.kind !== "known") return nothing(account, "the AWS account is not known");
  if (account.value !== target.account)
    return nothing(account, `the credentials are of account ${account.value}`);
  let [{ role }] = target.stages, [provider, ...stages] = await Promise.all([
    factOf(() => lookAtProvider(client, providerArn(role))),
    ...target.stages.map((wanted) => lookAtStage(client, wanted))
  ]), found = Object.fromEntries(target.stages.map(({ stage }, index) => [stage, stages[index]]));
  return { account, provider, stages: { ...NOT_ASKED, ...found } };
}
var skipped = (why) => ({ kind: "skipped", why }), stageOf = (why) => ({ role: skipped(why), permissions: skipped(why) }), NOT_ASKED = { staging: stageOf("not asked for"), production: stageOf("not asked for") };
function nothing(account, why) {
  let told = why ?? account.why;
  return {
    account,
    provider: skipped(told),
    stages: { staging: stageOf(told), production: stageOf(told) }
  };
}
async function factOf(look2) {
  try {
    return { kind: "known", value: await look2() };
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) };
  }
}
async function accountOf(client) {
  let answer = await client.query("sts", "GetCallerIdentity");
  return needed(textAt(answer, "GetCallerIdentityResult", "Account"), "GetCallerIdentity names no account");
}
async function orNull(ask) {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsError && /^NoSuchEntity/.test(error.code)) return null;
    throw error;
  }
}
var lookAtProvider = (client, arn) => orNull(async () => {
  let answer = await client.query("iam", "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });
  return { audiences: membersAt(answer, "GetOpenIDConnectProviderResult", "ClientIDList").map(({ text }) => text) };
});
async function lookAtStage(client, { role: { name } }) {
  let [role, permissions] = await Promise.all([
    factOf(() => lookAtRole(client, name)),
    factOf(() => lookAtPermissions(client, name))
  ]);
  return { role, permissions };
}
var lookAtRole = (client, name) => orNull(async () => {
  let answer = await client.query("iam", "GetRole", { RoleName: name }), at = (field) => textAt(answer, "GetRoleResult", "Role", field);
  return {
    arn: needed(at("Arn"), "GetRole names no ARN"),
    trust: decodeURIComponent(at("AssumeRolePolicyDocument") ?? ""),
    maxSessionSeconds: Number(at("MaxSessionDuration") ?? 3600)
  };
}), lookAtPermissions = (client, name) => orNull(async () => {
  let answer = await client.query("iam", "GetRolePolicy", { RoleName: name, PolicyName: POLICY_NAME });
  return decodeURIComponent(textAt(answer, "GetRolePolicyResult", "PolicyDocument") ?? "");
});
function needed(text, otherwise) {
  if (text === null) throw new Error(otherwise);
  return text;
}

// src/adapters/setup/shapes.ts
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

// src/adapters/setup/look-github.ts
async function lookAtGithub(github, target) {
  let path = repositoryPath(target), asked = new Set(target.stages.map(({ stage }) => stage)), [repository, reviewers, ...stages] = await Promise.all([
    lookAtRepository(github, path),
    lookAtReviewers(github, target.reviewers),
    ...STAGES.map(
      (stage) => asked.has(stage) ? lookAtStage2(github, `${path}/environments/${stage}`) : NOT_ASKED2
    )
  ]), seen = repository.kind === "known" ? stages : stages.map(() => ({ environment: repository, variables: repository })), [staging, production] = seen;
  return { repository, reviewers, stages: { staging, production } };
}
var skipped2 = (why) => ({ kind: "skipped", why }), unavailable = (message) => ({ kind: "unavailable", message }), known = (value) => ({ kind: "known", value }), NOT_ASKED2 = { environment: skipped2("not asked for"), variables: skipped2("not asked for") };
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
    protectedTags: await lookAtTagRules(github, path)
  });
}
async function lookAtTagRules(github, path) {
  let list = read(await github.get(`${path}/rulesets?per_page=100`), RulesetsPage, "rulesets");
  if (list.kind !== "known" || list.value === null) return null;
  let active = list.value.filter(({ target, enforcement }) => target === "tag" && enforcement === "active");
  return (await Promise.all(
    active.map(async ({ id }) => read(await github.get(`${path}/rulesets/${id}`), RulesetShape, "a ruleset"))
  )).flatMap((fact) => {
    if (fact.kind !== "known" || fact.value === null) return [];
    let types = fact.value.rules.map(({ type }) => type), include = fact.value.conditions?.ref_name?.include ?? [];
    return types.includes("update") && types.includes("deletion") ? include : [];
  });
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

// src/adapters/setup/perform.ts
async function performGithub(access, change) {
  let given = await access();
  if ("missing" in given) return given.missing;
  let answer = await given.client.send(change.method, change.path, change.content ?? void 0);
  return answer.kind === "found" || answer.kind === "failed" && answer.status === 303 ? null : answer.kind === "failed" ? answer.message : `GitHub has no ${change.path}, or not for this token`;
}
async function performAws(access, { action, parameters }) {
  let given = await access();
  if ("missing" in given) return given.missing;
  try {
    return await given.client.query("iam", action, flat(parameters)), null;
  } catch (error) {
    return messageOf(error);
  }
}
var flat = (parameters) => Object.fromEntries(
  Object.entries(parameters).flatMap(
    ([name, value]) => typeof value == "string" ? [[name, value]] : value.map((member, index) => [`${name}.member.${index + 1}`, member])
  )
);

// src/adapters/setup/platforms.ts
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
  let unasked = { kind: "skipped", why: given.missing }, stage = { environment: unasked, variables: unasked };
  return { repository: unasked, reviewers: unasked, stages: { staging: stage, production: stage } };
}
export {
  adminAws,
  adminGithub,
  diagnosticsOf,
  platforms
};
