// Made by `npm run build` from src/engine: change it there.
import {
  repositoryPath
} from "./core-setup-facts.js";
import {
  unlisted
} from "./core-sst-failures.js";
import {
  judgeCredentials,
  neededSeconds,
  phaseSeconds,
  wantedAws
} from "./core-aws-credentials-verdict.js";
import {
  AUDIENCE,
  ISSUER,
  POLICY_NAME,
  boundaryArn,
  boundaryName,
  boundaryPolicy,
  deployRoleArn,
  partitionOf,
  permissionsPolicy,
  providerArn,
  readDeployRole,
  trustPolicy
} from "./core-aws-policies.js";
import {
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  MAX_TAG_LENGTH,
  commandsOf,
  describeMigrations,
  destructive,
  downFileOf,
  emptyReport,
  isMigration,
  isOk,
  parseTag,
  readCheck,
  require_semver,
  sortVersionTags,
  unknown
} from "./common-6.js";
import {
  fill,
  missingPlaceholders
} from "./core-config-placeholders.js";
import {
  STAGES,
  describeRelease,
  otherStage,
  shortSha
} from "./core-stage.js";
import {
  meant
} from "./core-config-fields.js";
import {
  ciRunText,
  parseCiRun
} from "./core-ledger-runner.js";
import {
  parseRemote
} from "./core-github-place.js";
import {
  property,
  readJson,
  shown,
  valueAt
} from "./core-json.js";
import {
  PipelineError,
  environmentError,
  filledFix,
  messageOf,
  reason
} from "./core-reasons.js";
import {
  clip,
  counted,
  formatDuration,
  isoSeconds,
  listSome,
  plain,
  sentence
} from "./core-text.js";
import {
  __toESM
} from "./common.js";

// src/core/aws/services.ts
var SERVICES = `
  a2c a4b access-analyzer account-access acm acm-pca aco-automation action-recommendations activate
  agent-registry agentaccess-mcp aidevops aiops airflow airflow-serverless amplify amplifybackend
  amplifyuibuilder aoss apigateway app-integrations appconfig appfabric appflow application-autoscaling
  application-signals application-signals-mcp application-transformation applicationinsights appmesh
  appmesh-preview apprunner appstream appstudio appsync apptest aps arc-region-switch arc-zonal-shift
  arsenal artifact athena auditmanager autoscaling autoscaling-plans aws-external-anthropic
  aws-marketplace aws-marketplace-management aws-portal awsconnector b2bi backup backup-gateway
  backup-search backup-storage batch bcm-dashboards bcm-data-exports bcm-pricing-calculator
  bcm-recommended-actions bedrock bedrock-agentcore bedrock-mantle bedrock-websearch billing
  billingconductor braket budgets bugbust cases cassandra ce chatbot chime cleanrooms cleanrooms-ml cloud9
  clouddirectory cloudformation cloudfront cloudfront-keyvaluestore cloudhsm cloudsearch cloudshell
  cloudtrail cloudtrail-data cloudwatch codeartifact codebuild codecatalyst codecommit codeconnections
  codedeploy codedeploy-commands-secure codeguru codeguru-profiler codeguru-reviewer codeguru-security
  codepipeline codestar codestar-connections codestar-notifications codewhisperer cognito-identity
  cognito-idp cognito-sync comprehend comprehendmedical compute-optimizer config connect connect-campaigns
  consoleapp consolidatedbilling controlcatalog controltower cost-optimization-hub cur
  customer-verification databrew dataexchange datapipeline datasync datazone dax dbqms deadline detective
  devicefarm devops-guru directconnect discovery dlm dms docdb-elastic drs ds ds-data dsql dynamodb ebs
  ec2 ec2-instance-connect ec2messages ecr ecr-public ecs ecs-mcp eks eks-auth eks-mcp elasticache
  elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce elastictranscoder
  elemental-activations elemental-appliances-software elemental-inference elemental-support-cases
  elemental-support-content emr-containers emr-serverless entityresolution es events eventsbilltoaws
  evidently evs execute-api finops-agent finspace finspace-api firehose fis fms forecast frauddetector
  freertos freetier fsx gamelift gameliftstreams geo geo-maps geo-places geo-routes glacier
  globalaccelerator glue grafana greengrass groundstation groundtruthlabeling guardduty health
  health-agent healthlake honeycode identity-sync identitystore-auth imagebuilder importexport inspector
  inspector-scan inspector2 inspector2-telemetry interconnect internetmonitor invoicing iot
  iot-device-tester iotanalytics iotdeviceadvisor iotevents iotfleethub iotfleetwise iotjobsdata
  iotmanagedintegrations iotsitewise iottwinmaker iotwireless iq iq-permission ivs ivschat kafka
  kafka-cluster kafkaconnect kendra kendra-ranking kinesis kinesisanalytics kinesisvideo kms lakeformation
  lambda launchwizard lex license-manager license-manager-linux-subscriptions
  license-manager-user-subscriptions lightsail logs lookoutequipment lookoutmetrics lookoutvision m2
  machinelearning macie2 managedblockchain managedblockchain-query mapcredits marketplacecommerceanalytics
  mechanicalturk mediaconnect mediaconvert mediaimport medialive mediapackage mediapackage-vod
  mediapackagev2 mediastore mediatailor medical-imaging memorydb mgh mgn migrationhub-orchestrator
  migrationhub-strategy mobileanalytics mobiletargeting monitron mpa mq neptune-db neptune-graph
  network-firewall network-security-director network-security-manager networkflowmonitor networkmanager
  networkmanager-chat networkmonitor nimble notifications notifications-contacts nova-act oam
  observabilityadmin odb omics one opensearch opsworks opsworks-cm osis outposts panorama partnercentral
  partnercentral-account-management payment-cryptography payments pca-connector-ad pca-connector-scep pcs
  personalize pi pipes polly pricing pricingplanmanager private-networks profile proton purchase-orders q
  qapps qbusiness qdeveloper qldb quicksight ram rbin rds rds-data rds-db redshift redshift-data
  redshift-serverless refactor-spaces rekognition repostspace researchstudio resiliencehub
  resource-explorer resource-explorer-2 resource-groups rhelkb robomaker rolesanywhere route53
  route53-recovery-cluster route53-recovery-control-config route53-recovery-readiness route53domains
  route53globalresolver route53profiles route53resolver rtbfabric rum s3 s3-object-lambda s3-outposts
  s3express s3files s3tables s3vectors sagemaker sagemaker-data-science-assistant sagemaker-geospatial
  sagemaker-mlflow sagemaker-unified-studio-mcp savingsplans scheduler schemas scn sdb secretsmanager
  security-ir securityagent securityhub securitylake serverlessrepo servicecatalog servicediscovery
  serviceextract servicequotas ses shield signer signin simspaceweaver sms sms-voice
  snow-device-management snowball sns social-messaging sqlworkbench sqs ssm ssm-contacts ssm-guiconnect
  ssm-incidents ssm-quicksetup ssm-sap ssmmessages sso-oauth states storagegateway support support-console
  supportapp supportauthz supportplans sustainability swf synthetics tag tax textract thinclient
  timestream timestream-influxdb tiros tnb transcribe transfer transform transform-custom translate
  trustedadvisor ts user-subscriptions uxc vendor-insights verified-access verifiedpermissions voiceid
  vpc-lattice vpc-lattice-svcs vpce waf waf-regional wafv2 wam wellarchitected wickr wisdom workdocs
  worklink workmail workmailmessageflow workspaces workspaces-instances workspaces-web xray
`.trim().split(/\s+/);

// src/core/aws/documents.ts
var POLICIES = ["trust", "permissions", "boundary"], SHAPES = ["json", "commands", "cloudformation"], ROLE_SESSION_SECONDS = 7200;
function policyDocument(request) {
  let services = request.services === "" ? [] : request.services.split(",").map((name) => name.trim()), role = readDeployRole(request, services.flatMap(serviceProblems)), others = [readDeployRole({ ...request, stage: otherStage(role.stage), role: "" })], documents = {
    role,
    trust: trustPolicy(role),
    permissions: permissionsPolicy(role, { services, others }),
    boundary: boundaryPolicy(role, { services, others })
  }, stage = `${role.stage} of ${role.owner}/${role.repository}`;
  if (request.as === "json") return onePolicy(request.policy, stage, documents, services);
  let isCommands = request.as === "commands";
  return {
    title: `${isCommands ? "Commands" : "Template"} for the role that deploys ${stage}`,
    text: isCommands ? roleCommands(documents) : roleTemplate(documents),
    notes: [...trustNotes(role), ...permissionNotes(role, services)]
  };
}
function serviceProblems(name) {
  if (SERVICES.includes(name)) return [];
  let close = meant(name, SERVICES), hint = close === null ? "write IAM's names, separated by commas: lambda,s3" : `did you mean ${close}?`;
  return [
    { path: "--services", message: `${JSON.stringify(clip(name))} is no service of an application; ${hint}` }
  ];
}
function onePolicy(policy, stage, { role, ...documents }, services) {
  let text = textOf(documents[policy]);
  switch (policy) {
    case "trust":
      return { title: `Who may deploy ${stage}`, text, notes: trustNotes(role) };
    case "permissions":
      return { title: `What a deploy of ${stage} may do`, text, notes: permissionNotes(role, services) };
    case "boundary":
      return { title: `The most that a role of ${stage} may do`, text, notes: [boundaryNote(role)] };
  }
}
function trustNotes(role) {
  let { ids, owner, repository, stage } = role, numbers = `GitHub's numbers are not given, so a wildcard stands in for them. To give them: gh api repos/${owner}/${repository} --jq '"--owner-id \\(.owner.id) --repository-id \\(.id)"'.`;
  return [
    ...ids === null ? [numbers] : [],
    ...partitionOf(role) === "aws" ? [] : ["Outside its commercial partition AWS compares only the audience and the subject: give GitHub's numbers."],
    `Only jobs of the environment ${stage} may take the role: its protection rules decide who deploys.`
  ];
}
var permissionNotes = (role, services) => [
  boundaryNote(role),
  ...services.length > 0 ? [] : [
    "The statement Application allows all that is not administration: narrow it with --services, e.g. --services lambda,s3,cloudfront."
  ],
  "Whatever else runs in the account with stronger rights can be used by those who may change it: an account for the stage alone ends that."
], boundaryNote = (role) => `A deploy makes roles named ${role.app}-${role.stage}-… and only with the boundary ${boundaryArn(role)}; in sst.config.ts, first in run(): $transform(aws.iam.Role, (args) => { args.permissionsBoundary = "${boundaryArn(role)}" }).`;
function roleCommands({ role, trust, permissions, boundary }) {
  return `# Once per account; it may exist already: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${providerArn(role)}
aws iam create-open-id-connect-provider \\
  --url https://${ISSUER} \\
  --client-id-list ${AUDIENCE}

# The most that a role of the application may do
aws iam create-policy \\
  --policy-name ${boundaryName(role)} \\
  --policy-document ${quoted(boundary)}

# Who may deploy ${role.stage}
aws iam create-role \\
  --role-name ${role.name} \\${role.path === "/" ? "" : `
  --path ${role.path} \\`}
  --max-session-duration ${ROLE_SESSION_SECONDS} \\
  --assume-role-policy-document ${quoted(trust)}

# What a deploy may do
aws iam put-role-policy \\
  --role-name ${role.name} \\
  --policy-name ${POLICY_NAME} \\
  --policy-document ${quoted(permissions)}

# Then in pipeline.json: "stages": { "${role.stage}": { "roleArn": "${deployRoleArn(role)}" } }`;
}
var textOf = (policy) => JSON.stringify(policy, null, 2), quoted = (policy) => `'${textOf(policy)}'`;
function roleTemplate({ role, trust, permissions, boundary }) {
  return JSON.stringify(
    {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `Lets ${role.owner}/${role.repository} deploy ${role.stage} from GitHub`,
      Parameters: {
        Provider: {
          Type: "String",
          Default: "create",
          AllowedValues: ["create", "exists"],
          Description: "An account has one provider for GitHub; say exists when another stack has made it."
        }
      },
      Conditions: { CreateProvider: { "Fn::Equals": [{ Ref: "Provider" }, "create"] } },
      Resources: {
        GitHub: {
          Type: "AWS::IAM::OIDCProvider",
          Condition: "CreateProvider",
          // the account needs it for every stage
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: { Url: `https://${ISSUER}`, ClientIdList: [AUDIENCE] }
        },
        Boundary: {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { ManagedPolicyName: boundaryName(role), PolicyDocument: boundary }
        },
        DeployRole: {
          Type: "AWS::IAM::Role",
          Properties: {
            RoleName: role.name,
            ...role.path === "/" ? {} : { Path: role.path },
            MaxSessionDuration: ROLE_SESSION_SECONDS,
            AssumeRolePolicyDocument: trust,
            Policies: [{ PolicyName: POLICY_NAME, PolicyDocument: permissions }]
          }
        }
      },
      Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["DeployRole", "Arn"] } } }
    },
    null,
    2
  );
}

// src/core/smoke/smoke.ts
var NO_ATTEMPT = {
  attempts: 0,
  passes: 0,
  passingSinceMs: 0,
  wrongs: /* @__PURE__ */ new Map(),
  waits: 0,
  reached: !1,
  otherAtMs: null,
  notBeforeMs: 0,
  showsCommit: !1,
  checks: []
};
function addAttempt(progress, readings, atMs) {
  let required = readings.filter(({ optional }) => !optional), arrived = isArrived(required), checks = readings.map((reading) => resultOf(reading, arrived)), verdicts = checks.filter(({ optional }) => !optional), passed = verdicts.every(({ verdict }) => verdict === "pass"), wrong = verdicts.filter(({ verdict }) => verdict === "fail");
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    passingSinceMs: progress.passes === 0 ? atMs : progress.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress.otherAtMs,
    notBeforeMs: atMs + Math.max(0, ...required.map((reading) => retryAfter(reading))),
    showsCommit: required.some(({ showsCommit }) => showsCommit),
    checks
  };
}
var retryAfter = ({ right, retryAfterMs }) => right ? 0 : retryAfterMs ?? 0, isArrived = (required) => required.some(({ served }) => served === "expected") && required.every(({ served, status }) => served !== "other" && status !== null);
function resultOf(reading, arrived) {
  let { name, url, optional, status, latencyMs, detail, answer } = reading, verdict = verdictOn(reading, arrived);
  return {
    name,
    url,
    optional,
    verdict,
    status,
    latencyMs,
    detail,
    ...answer === null ? {} : { answer }
  };
}
var ASK_AGAIN = [408, 425, 429], isGatewayError = (status) => [502, 503, 504].includes(status) || status >= 520 && status <= 530;
function verdictOn(reading, arrived) {
  let { right, reached, served, status } = reading;
  return right ? "pass" : reached ? !arrived || status === null || ASK_AGAIN.includes(status) || isGatewayError(status) && (served !== "expected" || reading.retryAfterMs !== null) ? "not-yet" : "fail" : "unreachable";
}
function decideSmoke(progress, settings, elapsedMs) {
  if (progress.passes >= settings.consecutive && confirmedAtMs(progress, settings) <= elapsedMs)
    return { kind: "verdict", verdict: "pass", detail: `${progress.passes} full passes in a row` };
  let worst2 = [...progress.wrongs].find(([, count]) => count >= settings.consecutive);
  if (worst2 !== void 0) {
    let [name, count] = worst2;
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`
    };
  }
  let delayMs = nextDelayMs(progress, settings, elapsedMs);
  return delayMs === null ? atDeadline(progress, settings, elapsedMs) : { kind: "again", delayMs };
}
var proofOf = ({ showsCommit }) => showsCommit ? "commit" : "version";
function confirmedAtMs({ passingSinceMs }, settings) {
  let confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1e3;
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings));
}
var settleMs = ({ settleSeconds, deadlineSeconds }) => 1e3 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE)), SETTLE_ATTEMPTS = 20, MIN_SETTLE_INTERVAL_MS = 100;
function nextDelayMs(progress, settings, elapsedMs) {
  let { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } = settings, leftMs = deadlineSeconds * 1e3 - elapsedMs, confirmMs = confirmIntervalSeconds * 1e3;
  if (progress.waits === 0) {
    let delayMs = progress.passes === 0 ? confirmMs : passIntervalMs(settings);
    return delayMs < leftMs ? delayMs : null;
  }
  let roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings));
  if (roomMs <= 0) return null;
  let askedMs = progress.notBeforeMs - elapsedMs, growingMs = Math.min(intervalSeconds * 1e3 * 2 ** (progress.waits - 1), maxIntervalSeconds * 1e3);
  return Math.min(Math.max(growingMs, askedMs), roomMs);
}
function passIntervalMs(settings) {
  let confirmMs = settings.confirmIntervalSeconds * 1e3, ms = settleMs(settings);
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS));
}
function atDeadline(progress, settings, elapsedMs) {
  let { deadlineSeconds } = settings;
  return progress.reached ? {
    kind: "verdict",
    verdict: "fail",
    detail: `not right within ${deadlineSeconds} s: ${firstFault(progress, elapsedMs)}`
  } : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached when the ${deadlineSeconds} s were over: ${firstFault(progress, elapsedMs)}` };
}
function firstFault({ checks, otherAtMs }, elapsedMs) {
  let fault = checks.find(({ optional, verdict }) => !optional && verdict !== "pass");
  return fault !== void 0 ? `${fault.name}: ${fault.detail}` : otherAtMs === null ? "it passed, but not often enough in a row" : `it passed, but another version still answered ${Math.round((elapsedMs - otherAtMs) / 100) / 10} s before`;
}
var detailOf = ({ checks }, name) => checks.find((check) => check.name === name).detail;

// src/core/smoke/observed.ts
function observedOf(readings, running, at) {
  let required = readings.filter(({ optional }) => !optional), versions = [...new Set(required.flatMap(({ claim }) => claim ?? []))], isAnswer = (status) => running === null ? !isGatewayError(status) : status < 500, answered = required.some(({ status }) => status !== null && isAnswer(status)), observed = (sighting, detail) => ({
    sighting,
    at: at.toISOString(),
    versions,
    detail
  });
  if (versions.length === 0) {
    let [first] = required;
    if (answered) return observed("unidentified", "it answers, but no check shows a version");
    let why = first === void 0 ? "no required check" : `${first.name}: ${first.detail}`, reached = required.some((reading) => reading.reached);
    return observed(reached ? "no-answer" : "unreachable", why);
  }
  let others = required.filter(({ served }) => served === "other");
  return running === null ? observed("drift", `it serves ${listed(versions)}, which the ledger does not know`) : others.length === 0 ? observed("as-recorded", `it serves ${listed(versions)}`) : observed("drift", `it serves ${listed(versions)}, but the ledger says ${describeRelease(running)}`);
}
function tagServed({ versions }, tagPrefix) {
  let [name = "", another] = versions.map((version) => version.replace(/ .*/s, ""));
  return another !== void 0 ? null : [name, `${tagPrefix}${name}`].find((tag) => parseTag(tag, tagPrefix) !== null) ?? null;
}
var listed = (versions) => versions.join(" and "), notAsked = (why, sighting = "not-asked") => ({
  sighting,
  at: null,
  versions: [],
  detail: why
});

// src/core/secrets/review.ts
function reviewSecrets(facts) {
  let { stage, config, declared, before, stored, elsewhere } = facts, needed = /* @__PURE__ */ new Set([
    ...config.required,
    ...declared.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name)
  ]), rows = [.../* @__PURE__ */ new Set([...needed, ...config.optional, ...declared.map(({ name }) => name)])].sort().map((name) => ({
    name,
    required: needed.has(name),
    isNew: before !== null && has(declared, name) && !has(before, name),
    state: stateOf(stored, name),
    elsewhere: elsewhere === null ? null : stateOf(elsewhere, name)
  }));
  return { stage, rows };
}
var has = (list2, name) => list2.some((one) => one.name === name);
function stateOf(stored, name) {
  let values = stored.filter((secret) => secret.name === name);
  return (values.find(({ fallback }) => !fallback) ?? values[0])?.state ?? "missing";
}
var unmet = ({ rows }) => rows.filter(({ required, state }) => required && state !== "set"), uneven = ({ rows }) => rows.filter(({ state, elsewhere }) => elsewhere !== null && state === "set" != (elsewhere === "set")), describeSecret = ({ name, state, isNew }) => `${name} (${state}${isNew ? ", new in this version" : ""})`, DECLARATION = /new\s+sst\s*\.\s*Secret\s*\(\s*(["'`])([A-Z][A-Za-z0-9]*)\1\s*(,\s*[^)\s])?/g, COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, withoutComments = (source) => source.replace(COMMENT_OR_TEXT, (part) => part.startsWith("/") ? " " : part);
function declaredSecrets(sources) {
  let found = /* @__PURE__ */ new Map();
  for (let source of sources)
    for (let [, , name = "", fallback] of withoutComments(source).matchAll(DECLARATION))
      found.set(name, (found.get(name) ?? !0) && fallback !== void 0);
  return [...found].map(([name, hasDefault]) => ({ name, hasDefault })).sort((one, other) => one.name < other.name ? -1 : 1);
}
function setCommand(runner, { name, stage, tag }) {
  let command = `secrets-set --name ${name} --stage ${stage} --tag ${tag}`;
  return runner === "host" ? `release-pipeline ${command}` : `dagger call ${command} --value env://${variableOf(name)}`;
}
var variableOf = (name) => name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toUpperCase();

// src/core/setup/prerequisite.ts
var nameOf = ({ id, stage }) => stage === null ? id : `${id} ${stage}`, ok = (detail) => ({ state: "ok", detail, changes: [] }), missing = (detail, ...changes) => ({
  state: "missing",
  detail,
  changes
}), differs = (detail, ...changes) => ({
  state: "differs",
  detail,
  changes
}), unknown2 = (detail) => ({ state: "unknown", detail, changes: [] }), judged = (fact, judge) => fact.kind === "known" ? judge(fact.value) : unseen(fact), unseen = (fact) => fact.kind === "skipped" ? { ...unknown2(fact.why), asked: !1 } : unknown2(fact.message), prerequisite = (id, title, stage, verdict, optional = !1) => ({ id, title, stage, optional, asked: !0, byHand: [], secret: null, ...verdict }), iam = (action, parameters) => ({
  on: "aws",
  action,
  parameters
}), github = (method, path, content = null) => ({ on: "github", method, path, content }), commandOf = (change) => change.on === "aws" ? awsCommand(change) : githubCommand(change);
function awsCommand({ action, parameters }) {
  let options = Object.entries(parameters).flatMap(([name, value]) => [
    `--${kebab(name)}`,
    ...value === !0 ? [] : [value].flat().map((word) => quoted2(String(word)))
  ]);
  return ["aws", "iam", kebab(action), ...options].join(" ");
}
function githubCommand({ method, path, content }) {
  let call = `gh api --method ${method} ${quoted2(path)}`;
  return content === null ? call : `printf %s ${quoted2(JSON.stringify(content))} | ${call} --input -`;
}
var kebab = (name) => name.replace(/([a-z\d])([A-Z])/g, "$1-$2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2").toLowerCase(), quoted2 = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

// src/core/doctor/finding.ts
function finding(code, stage, status, what, fix) {
  let { why, fix: usual } = FINDINGS[code];
  return {
    code,
    stage,
    status,
    what,
    why,
    fix: status === "fail" || status === "warn" ? filledFix(fix ?? usual, { stage, tag: null }) : null
  };
}
var FINDINGS = {
  CONFIG: {
    why: "pipeline.json says what is deployed and where; everything else is judged by it.",
    fix: "Correct every place that is named."
  },
  SCRIPTS: {
    why: "A command that starts what the version does not have fails in the middle of its deploy.",
    fix: "Correct the command in pipeline.json, or commit what it starts and tag that commit."
  },
  WINDOWS: {
    why: "A stage that never opens takes no deploy, and one that opens at night by a wrong time zone takes them then.",
    fix: "Correct stages.STAGE.windows in pipeline.json."
  },
  ENGINE_VERSION: {
    why: "An older engine refuses the module, and a newer one may read it differently.",
    fix: "Install the version that dagger.json names."
  },
  GIT_VERSION: {
    why: "Tags, commits and the ledger are read and written with git.",
    fix: "Install git 2.31 or newer."
  },
  CHECKOUT: {
    why: "Tags and history say which commit a version is and whether it is on the main branch.",
    fix: "git fetch --unshallow --tags; in GitHub Actions let actions/checkout have fetch-depth: 0."
  },
  LEDGER_READ: {
    why: "The ledger says what every stage runs and where a rollback goes.",
    fix: "Use credentials that may read the ledger's remote: --git-token env://GITHUB_TOKEN on an engine."
  },
  LEDGER_WRITE: {
    why: "A run that cannot write its record is refused before it deploys anything.",
    fix: "Use credentials that may push to the ledger's remote (in GitHub Actions permissions: contents: write), and let the remote's own hooks and rules take refs/pipeline/*."
  },
  LEDGER_REMOTE: {
    why: "A ledger on one machine cannot keep another machine from deploying at the same time.",
    fix: 'Set "ledger": { "remote": "origin" } in pipeline.json.'
  },
  CREDENTIALS: {
    why: "A stage in AWS is deployed only with credentials that were checked before.",
    fix: "See docs/aws-credentials.md."
  },
  OIDC_TOKEN: {
    why: "With a token of its own, a CI job needs no stored keys.",
    fix: "Give the job permissions: id-token: write, and run doctor in it."
  },
  OIDC_TRUST: {
    why: "AWS gives the role only to tokens whose claims its trust policy names.",
    fix: "Let setup write the trust policy again: `setup --repository OWNER/NAME --account ID --apply`."
  },
  PREREQUISITES: {
    why: "Roles and environments are those of one repository; without its name none was looked at.",
    fix: "Name it: --repository owner/name."
  },
  REPOSITORY: {
    why: "Environments and rules are those of one repository, and the roles trust it alone.",
    fix: "Name another one: --repository owner/name; or use a token that may see it."
  },
  AWS_ACCOUNT: {
    why: "What another account holds says nothing about the stage.",
    fix: "Log in to the account that pipeline.json names."
  },
  OIDC_PROVIDER: {
    why: "Without it, AWS accepts no token from GitHub.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE: {
    why: "A deploy acts as this role; its trust policy says who may assume it, its session length how long a deploy may take.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_BOUNDARY: {
    why: "A deploy that could make a role without a boundary could make an administrator.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_PERMISSIONS: {
    why: "A deploy that lacks a permission stops halfway.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_IN_CONFIG: {
    why: "A job assumes the role that pipeline.json names.",
    fix: "Set stages.STAGE.roleArn in pipeline.json."
  },
  ENVIRONMENT: {
    why: "The role trusts jobs of this environment only.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ENVIRONMENT_REFS: {
    why: "Otherwise anyone who may push a branch could deploy from it, reviewed or not.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ENVIRONMENT_REVIEWERS: {
    why: "Without a reviewer, production changes without anyone having approved it.",
    fix: "`setup --repository OWNER/NAME --account ID --reviewer LOGIN --apply`"
  },
  ENVIRONMENT_VARIABLES: {
    why: "Other steps of the workflow find role and region there.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  TAG_RULES: {
    why: "A tag that can be moved names something else tomorrow; the pipeline refuses it, and a rule prevents it.",
    fix: "Add a tag ruleset that restricts updates and deletions."
  },
  TAG_MAKERS: {
    why: "The push of a version tag deploys it to staging.",
    fix: "Add a tag ruleset that restricts creations; setup shows the command."
  },
  SECRETS: {
    why: "A deploy stops before it changes anything where its stage lacks a secret that the version needs.",
    fix: "Give each stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`."
  },
  SECRETS_PARITY: {
    why: "What staging has and production lacks comes up in the deploy to production, when everyone is waiting for it.",
    fix: "Give the other stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`."
  },
  APP: {
    why: "A stage that can't be reached from here can't be smoke-tested from here, and one that was changed past the pipeline has another way back than the ledger says.",
    fix: "Look closer, `smoke --stage STAGE`; check stages.STAGE.urls, whether this machine can reach them, and who deployed what runs."
  }
};

// src/core/doctor/doctor.ts
var import_semver = __toESM(require_semver(), 1);

// src/core/aws/trust-verdict.ts
function trustFaults(policy, issuer, claims) {
  let statements = policy.Statement.filter((statement) => isAbout(statement, issuer));
  if (statements.length === 0) return [`The policy trusts no token of ${issuer}.`];
  let faults = statements.map((statement) => conditionFaults(statement, issuer, claims));
  return faults.some((found) => found.length === 0) ? [] : faults.flat();
}
function isAbout({ Effect, Principal, Action }, issuer) {
  let actions = [Action].flat();
  return Effect === "Allow" && actions.includes("sts:AssumeRoleWithWebIdentity") && Principal?.Federated.endsWith(`:oidc-provider/${issuer}`) === !0;
}
var OPERATORS = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: isLike
};
function conditionFaults({ Condition = {} }, issuer, claims) {
  return Object.entries(Condition).flatMap(([operator, keys]) => {
    let compare2 = OPERATORS[operator];
    return compare2 === void 0 ? [`The policy's condition ${operator} is not understood here.`] : Object.entries(keys).flatMap(([key, wanted]) => {
      let name = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : key, values = [claims[name]].flat().filter((value) => value !== void 0).map(String), patterns = [wanted].flat();
      if (values.some((value) => patterns.some((pattern) => compare2(pattern, value)))) return [];
      let has3 = values.length === 0 ? "does not have it" : `has ${values.join(", ")}`;
      return [`The policy wants ${name} to be ${patterns.join(" or ")}; the token ${has3}.`];
    });
  });
}
function isLike(pattern, value) {
  let [at, seen, star, resume] = [0, 0, -1, 0];
  for (; seen < value.length; )
    if (pattern[at] === "*")
      star = at++, resume = seen;
    else if (pattern[at] === "?" || pattern[at] === value[seen])
      at++, seen++;
    else if (star >= 0)
      at = star + 1, seen = ++resume;
    else return !1;
  return /^\**$/.test(pattern.slice(at));
}

// src/core/gates/ci.ts
var OWN_JOBS = ["* / Pipeline plan", "* / Pipeline on staging", "* / Pipeline on production"];
function countChecks(seen, { required, ignore }) {
  let checks = seen.filter(({ name }) => !matchesAny(name, [...OWN_JOBS, ...ignore]));
  return { checks, required, ignored: seen.length - checks.length };
}
function unfinished({ checks, required }) {
  let absent = required.filter((name) => !checks.some((check) => check.name === name));
  return [...checksThat("running", checks), ...absent.map((name) => `${name} (not reported)`)];
}
var isUndecided = (ci) => checksThat("failed", ci.checks).length === 0 && (ci.checks.length === 0 || unfinished(ci).length > 0), checksThat = (state, checks) => checks.filter((check) => check.state === state).map(({ name, said }) => `${name} (${said})`), matchesAny = (name, patterns) => patterns.some((pattern) => matches(name, pattern.split("*")));
function matches(name, [first = "", ...rest]) {
  let last = rest.pop();
  if (last === void 0) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return !1;
  let at = first.length;
  for (let part of rest) {
    let found = name.indexOf(part, at);
    if (found === -1) return !1;
    at = found + part.length;
  }
  return at + last.length <= name.length;
}

// src/core/gates/gate.ts
var pass = (detail) => ({ pass: detail }), skip = (why) => ({ skip: why }), fail = (code, message, fix) => ({
  fail: reason(code, message, fix)
});
function gateResult({ id, title }, judgement, stage) {
  let head = { id, title, code: null, fix: null };
  if ("skip" in judgement) return { ...head, status: "skipped", detail: judgement.skip };
  if ("pass" in judgement) return { ...head, status: "pass", detail: judgement.pass };
  let { code, message, fix } = judgement.fail;
  return {
    ...head,
    status: "fail",
    detail: message,
    code,
    fix: filledFix(fix, { stage, tag: null })
  };
}
function firstFailure(gates) {
  return gates.flatMap(
    ({ status, code, detail, fix }) => status === "fail" && code !== null && fix !== null ? [{ code, message: detail, fix }] : []
  )[0] ?? null;
}

// src/core/gates/input-gates.ts
function judgeInput(fact, judge) {
  return fact.kind === "skipped" ? skip(fact.why) : fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message);
}
var judgeCi = ({ inputs, sha }) => judgeInput(inputs.ci, (ci) => judgeChecks(ci, shortSha(sha)));
function judgeChecks(ci, commit) {
  let { checks, required, ignored } = ci, failing = checksThat("failed", checks);
  if (failing.length > 0) return fail("CI_NOT_GREEN", `Not passed on ${commit}: ${listSome(failing)}.`);
  let waiting = unfinished(ci);
  if (waiting.length > 0) return fail("CI_UNFINISHED", `Not finished on ${commit}: ${listSome(waiting)}.`);
  let unproven = checksThat(
    "neutral",
    checks.filter(({ name }) => required.includes(name))
  );
  if (unproven.length > 0)
    return fail("CI_NOT_GREEN", `Required, but proves nothing on ${commit}: ${listSome(unproven)}.`);
  let passed = checks.filter(({ state }) => state === "passed").map(({ name }) => name);
  if (passed.length > 0)
    return pass(`${counted(passed.length, "check")} passed on ${commit}: ${listSome(passed)}`);
  let own = ignored === 0 ? "" : `, apart from ${ignored} that ${ignored === 1 ? "does" : "do"} not count`;
  return checks.length === 0 ? fail("CI_MISSING", `No check has reported on ${commit}${own}.`) : fail(
    "CI_MISSING",
    `No check has passed on ${commit}${own}: ${listSome(checksThat("neutral", checks))}.`
  );
}
var judgeDrift = ({ state, inputs: { observed } }) => {
  let { sighting, at, detail } = observed, seen = at === null ? detail : `${detail} (seen ${at})`;
  return sighting === "as-recorded" ? pass(seen) : sighting !== "drift" || state.running?.verified !== !0 ? skip(seen) : fail("STAGE_DRIFTED", `${sentence(detail)} It was seen at ${at}.`);
}, judgeIncidents = ({ inputs }) => judgeInput(
  inputs.incidents,
  (incidents) => incidents.length === 0 ? pass("none is open") : fail(
    "INCIDENT_OPEN",
    `${counted(incidents.length, "incident")} open: ${listSome(incidents.map(({ title }) => title))}.`
  )
), judgeNewMigrations = ({ stage, delta, migrationPolicy }) => judgeInput(delta.migrations, (migrations) => {
  if (migrations.length === 0) return pass("none between the running version and this one");
  let list2 = `${counted(migrations.length, "migration")}: ${describeMigrations(migrations)}`;
  return stage === "production" && migrationPolicy === "block" ? fail("MIGRATIONS_UNACKNOWLEDGED", `${list2}.`) : pass(list2);
}), judgeStageCredentials = (credentials) => judgeInput(
  credentials,
  ({ found, wanted, neededSeconds: neededSeconds2 }) => judgeCredentials(found, wanted, neededSeconds2)
), judgeTree = ({ inputs, tag }) => judgeInput(inputs.tree, ({ submodules, lfs }) => {
  let missing3 = submodules.flatMap(({ path, missing: why }) => why === null ? [] : [`${path} (${why})`]);
  return missing3.length > 0 ? fail("TREE_INCOMPLETE", `Submodules that cannot be fetched: ${listSome(missing3)}.`) : lfs.length > 0 ? fail(
    "TREE_INCOMPLETE",
    `Files whose content is in Git LFS, which is not fetched: ${listSome(lfs)}.`
  ) : judgeInput(
    inputs.scripts,
    (scripts) => scripts.length > 0 ? fail("SCRIPT_MISSING", `${tag} lacks what pipeline.json starts: ${describeScripts(scripts)}.`) : pass(
      submodules.length === 0 ? "all of it is in the commit" : counted(submodules.length, "submodule")
    )
  );
}), describeScripts = (scripts) => scripts.map(
  ({ path, what, meant: meant2 }) => `${path} starts ${what}${meant2 === null ? "" : ` (did you mean ${meant2}?)`}`
).map(plain).join(", "), judgeSecrets = ({ inputs, stage }) => inputs.lacking.length > 0 ? fail(
  "SECRETS_NOT_GIVEN",
  `This run was not given ${inputs.lacking.join(", ")}, which pipeline.json names.`
) : inputs.secrets.kind === "unavailable" ? { fail: unlisted(inputs.secrets.message) } : judgeInput(inputs.secrets, (review) => {
  let lacking = unmet(review), required = review.rows.filter((row) => row.required).length;
  return lacking.length === 0 ? pass(`${counted(required, "required secret")} set`) : fail("SECRETS_MISSING", `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`);
});

// src/core/doctor/doctor.ts
var diagnose = (facts) => [
  finding("CONFIG", null, "ok", "pipeline.json is valid"),
  ...machineFindings(facts.machine),
  checkoutFinding(facts),
  judged2(
    "SCRIPTS",
    null,
    facts.scripts,
    ({ tag, missing: missing3 }) => missing3.length === 0 ? ["ok", `${tag} has everything that pipeline.json starts`] : ["fail", `${tag} lacks what pipeline.json starts: ${describeScripts(missing3)}`]
  ),
  ...STAGES.flatMap((stage) => windowsFinding(facts, stage)),
  judged2("LEDGER_READ", null, facts.ledgerRead, () => ["ok", facts.ledger]),
  judged2("LEDGER_WRITE", null, facts.ledgerWrite, () => ["ok", `${facts.ledger}; tried without writing`]),
  tokenFinding(facts.claims),
  ...STAGES.map((stage) => credentialsFinding(facts, stage)),
  ...STAGES.map((stage) => trustFinding(facts, stage)),
  ...facts.prerequisites.kind === "known" ? prerequisiteFindings(facts.prerequisites.value) : [unseen2("PREREQUISITES", null, facts.prerequisites)],
  ...secretFindings(facts.secrets, facts.runner),
  ...STAGES.map((stage) => appFinding(facts, stage))
];
function judged2(code, stage, fact, judge) {
  return fact.kind === "known" ? finding(code, stage, ...judge(fact.value)) : unseen2(code, stage, fact);
}
var unseen2 = (code, stage, fact) => fact.kind === "skipped" ? finding(code, stage, "skipped", fact.why) : finding(code, stage, "fail", fact.message), OLDEST_GIT = "2.31.0", machineFindings = ({ git, engine, wantedEngine }) => [
  judged2(
    "GIT_VERSION",
    null,
    git,
    (seen) => (0, import_semver.lt)((0, import_semver.coerce)(seen) ?? OLDEST_GIT, OLDEST_GIT) ? ["fail", `git ${seen}`] : ["ok", `git ${seen}`]
  ),
  judged2("ENGINE_VERSION", null, engine, (seen) => {
    let [have, want] = [(0, import_semver.coerce)(seen), (0, import_semver.coerce)(wantedEngine)], what = `${seen}; the module asks for ${wantedEngine}`;
    return have === null || want === null ? ["warn", what] : (0, import_semver.compare)(have, want) < 0 ? ["fail", what] : have.major === want.major && have.minor === want.minor ? ["ok", what] : ["warn", what];
  })
];
function checkoutFinding({ checkout, versions }) {
  return judged2("CHECKOUT", null, checkout, ({ shallow }) => shallow ? ["fail", "the clone is shallow: its history is cut off"] : versions.kind !== "known" ? ["warn", "the tags cannot be listed"] : versions.value === 0 ? ["warn", "there is no version among the tags", "git fetch --tags, or tag the first release."] : ["ok", `whole history, ${counted(versions.value, "version")}`]);
}
function windowsFinding({ stages }, stage) {
  let { opening } = stages[stage];
  if (opening === null) return [];
  let { isOpen, because, changes } = opening;
  if (changes === null && !isOpen) {
    let never = `closed, and does not open in the next two years: ${because}`;
    return [finding("WINDOWS", stage, "fail", never)];
  }
  let then = changes === null ? "" : `${isOpen ? ", until" : "; opens at"} ${changes}`;
  return [finding("WINDOWS", stage, "ok", `${isOpen ? "open" : "closed"} now: ${because}${then}`)];
}
function tokenFinding(claims) {
  return judged2("OIDC_TOKEN", null, claims, ({ iss, aud, sub }) => {
    let what = `iss ${shown2(iss)}, aud ${shown2(aud)}, sub ${shown2(sub)}`;
    return [aud].flat().includes(AUDIENCE) ? ["ok", what] : ["fail", what];
  });
}
var shown2 = (claim) => clip(typeof claim == "string" ? claim : JSON.stringify([claim]).slice(1, -1), 200);
function credentialsFinding({ stages }, stage) {
  return judged2("CREDENTIALS", stage, stages[stage].credentials, ({ found, wanted, neededSeconds: neededSeconds2 }) => {
    let verdict = judgeCredentials(found, wanted, neededSeconds2);
    return "pass" in verdict ? ["ok", verdict.pass] : ["fail", verdict.fail.message, verdict.fail.fix];
  });
}
function trustFinding({ claims, stages }, stage) {
  let skip2 = (why) => finding("OIDC_TRUST", stage, "skipped", why);
  if (claims.kind !== "known") return skip2("this job has no token to judge");
  let { environment } = claims.value;
  if (environment !== stage)
    return skip2(
      environment === void 0 ? "this job is in no environment" : `this job is in environment ${shown2(environment)}`
    );
  let { trust } = stages[stage];
  if (trust.kind !== "known") return skip2(trust.kind === "skipped" ? trust.why : trust.message);
  let policy = trust.value === null ? null : readPolicy(trust.value);
  if (policy === null) return skip2("there is no trust policy that can be read");
  let faults = trustFaults(policy, ISSUER, claims.value);
  return faults.length === 0 ? finding("OIDC_TRUST", stage, "ok", `the role's trust policy lets ${shown2(claims.value.sub)} in`) : finding("OIDC_TRUST", stage, "fail", faults.join(" "));
}
function readPolicy(text) {
  let json = readJson(text);
  if (!json.ok) return null;
  let { Statement } = Object(json.value);
  return Array.isArray(Statement) ? json.value : null;
}
var APP_STATUS = {
  "as-recorded": "ok",
  unidentified: "warn",
  drift: "fail",
  "no-answer": "fail",
  unreachable: "fail",
  "no-address": "fail",
  "not-asked": "skipped"
};
function appFinding({ stages }, stage) {
  let { sighting, at, detail } = stages[stage].app;
  return finding("APP", stage, APP_STATUS[sighting], at === null ? detail : `${detail} (seen ${at})`);
}
function findingTally(findings) {
  let count = (status) => findings.filter((one) => one.status === status).length;
  return [
    `${count("ok")} of ${counted(findings.length, "check")} ok`,
    ...count("fail") > 0 ? [`${count("fail")} failed`] : [],
    ...count("warn") > 0 ? [`${count("warn")} with a warning`] : [],
    ...count("skipped") > 0 ? [`${count("skipped")} not made`] : []
  ].join(", ");
}
var CODES = {
  repository: "REPOSITORY",
  account: "AWS_ACCOUNT",
  provider: "OIDC_PROVIDER",
  role: "ROLE",
  boundary: "ROLE_BOUNDARY",
  permissions: "ROLE_PERMISSIONS",
  environment: "ENVIRONMENT",
  refs: "ENVIRONMENT_REFS",
  reviewers: "ENVIRONMENT_REVIEWERS",
  variables: "ENVIRONMENT_VARIABLES",
  config: "ROLE_IN_CONFIG",
  ledger: "LEDGER_REMOTE",
  tags: "TAG_RULES",
  "tag-makers": "TAG_MAKERS"
}, PARENTS = {
  boundary: "role",
  permissions: "role",
  refs: "environment",
  reviewers: "environment",
  variables: "environment"
}, prerequisiteFindings = (all) => all.map((one) => {
  let code = CODES[one.id], what = `${one.title}: ${one.detail}`, parent = all.find(({ id, stage }) => id === PARENTS[one.id] && stage === one.stage);
  if (parent?.state === "missing") return finding(code, one.stage, "skipped", `there is no ${parent.id}`);
  switch (one.state) {
    case "ok":
      return finding(code, one.stage, "ok", what);
    case "unknown":
      return finding(
        code,
        one.stage,
        one.asked ? "warn" : "skipped",
        what,
        "Look again with credentials that may see it."
      );
    default:
      return finding(code, one.stage, one.optional ? "warn" : "fail", what);
  }
});
function secretFindings(seen, runner) {
  return seen.kind === "skipped" ? [skipped("SECRETS", seen.why), skipped("SECRETS_PARITY", seen.why)] : seen.kind === "unavailable" ? [
    finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
    skipped("SECRETS_PARITY", "the stages' secrets cannot be listed")
  ] : [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)];
}
var skipped = (code, why) => finding(code, null, "skipped", why);
function lackingFinding({ release: { tag }, review: { rows } }, runner) {
  let required = rows.filter((row) => row.required), lacking = required.filter(({ state, elsewhere }) => state !== "set" && elsewhere !== "set");
  if (lacking.length === 0) {
    let what2 = required.length === 0 ? "none" : `${counted(required.length, "secret")}, each set on a stage`;
    return finding("SECRETS", null, "ok", `${tag} needs ${what2}`);
  }
  let commands = lacking.flatMap(
    ({ name }) => STAGES.map((stage) => setCommand(runner, { name, stage, tag }))
  ), what = `${tag} needs ${namesOf(lacking)}, which neither stage has a value for`;
  return finding("SECRETS", null, "fail", what, commands.join("; "));
}
function parityFinding({ release: { tag }, review }, runner) {
  let rows = uneven(review);
  if (rows.length === 0) return finding("SECRETS_PARITY", null, "ok", "both stages have the same secrets set");
  let other = otherStage(review.stage), lacks = ({ state }) => state === "set" ? other : review.stage, what = STAGES.flatMap((stage) => {
    let lacking = rows.filter((row) => lacks(row) === stage);
    return lacking.length === 0 ? [] : [
      `${namesOf(lacking)}: set on ${otherStage(stage)}, ${stage} lacks ${lacking.length === 1 ? "it" : "them"}`
    ];
  }), commands = rows.map((row) => setCommand(runner, { name: row.name, stage: lacks(row), tag })), status = rows.some(({ required }) => required) ? "fail" : "warn";
  return finding("SECRETS_PARITY", null, status, what.join("; "), commands.join("; "));
}
var namesOf = (rows) => rows.map(({ name }) => name).join(", ");

// src/core/setup/aws.ts
function awsPrerequisites(target, facts) {
  let [{ role }] = target.stages;
  return [
    prerequisite(
      "account",
      "The AWS credentials belong to the account",
      null,
      judged(facts.account, (account) => judgeAccount(target, account))
    ),
    prerequisite(
      "provider",
      "AWS accepts tokens that GitHub issues",
      null,
      judged(facts.provider, (provider) => judgeProvider(providerArn(role), provider))
    ),
    ...target.stages.flatMap((wanted) => stagePrerequisites(wanted, facts))
  ];
}
function stagePrerequisites(wanted, facts) {
  let { stage } = wanted, { role, permissions, boundary } = facts.stages[stage];
  return [
    prerequisite(
      "boundary",
      "A boundary for the roles that a deploy makes",
      stage,
      judged(boundary, (seen) => judgeBoundary(wanted, seen))
    ),
    prerequisite(
      "role",
      "A role that only jobs of this environment can assume",
      stage,
      judged(role, (seen) => judgeRole(wanted, seen))
    ),
    prerequisite(
      "permissions",
      "The role may do what a deploy does",
      stage,
      judged(permissions, (seen) => judgePermissions(wanted, seen))
    )
  ];
}
var judgeAccount = ({ account }, seen) => seen === account ? ok(account) : differs(`the credentials belong to account ${seen}, not ${account}, so nothing was looked at there`);
function judgeProvider(arn, provider) {
  if (provider === null) {
    let create = iam("CreateOpenIDConnectProvider", { Url: `https://${ISSUER}`, ClientIDList: [AUDIENCE] });
    return missing(`the account has no OIDC provider ${ISSUER}`, create);
  }
  return provider.audiences.includes(AUDIENCE) ? ok(`${ISSUER} for ${AUDIENCE}`) : differs(
    `the provider ${ISSUER} does not list ${AUDIENCE} as an audience`,
    iam("AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: AUDIENCE })
  );
}
function judgeRole({ stage, role, sessionSeconds }, seen) {
  let trust = trustPolicy(role), name = { RoleName: role.name }, arn = deployRoleArn(role), document = JSON.stringify(trust);
  if (seen === null)
    return missing(
      `there is no role ${role.name}`,
      iam("CreateRole", {
        ...name,
        ...role.path === "/" ? {} : { Path: role.path },
        AssumeRolePolicyDocument: document,
        MaxSessionDuration: sessionSeconds
      })
    );
  if (seen.arn !== arn)
    return differs(
      `${role.name} is ${seen.arn}, not ${arn}: set stages.${stage}.roleArn to the existing one, or delete that role`
    );
  let isTrusted = saysTheSame(seen.trust, trust), isLong = seen.maxSessionSeconds >= sessionSeconds;
  if (isTrusted && isLong) return ok(arn);
  if (!isTrusted && role.ids === null)
    return unknown2(`${role.name} exists; who it trusts cannot be judged without GitHub`);
  let faults = [
    ...isTrusted ? [] : ["its trust policy differs"],
    ...isLong ? [] : [`its sessions last ${seen.maxSessionSeconds} s, and a deploy may need ${sessionSeconds} s`]
  ];
  return differs(
    `${role.name}: ${faults.join("; ")}`,
    ...isTrusted ? [] : [iam("UpdateAssumeRolePolicy", { ...name, PolicyDocument: document })],
    ...isLong ? [] : [iam("UpdateRole", { ...name, MaxSessionDuration: sessionSeconds })]
  );
}
function judgeBoundary({ role, others }, seen) {
  let policy = boundaryPolicy(role, { services: [], others }), PolicyDocument = JSON.stringify(policy);
  if (seen === null)
    return missing(
      `there is no policy ${boundaryName(role)}`,
      iam("CreatePolicy", { PolicyName: boundaryName(role), PolicyDocument })
    );
  if (saysTheSame(seen, policy)) return ok(boundaryArn(role));
  let version = { PolicyArn: boundaryArn(role), PolicyDocument, SetAsDefault: !0 };
  return differs(`the policy ${boundaryName(role)} differs`, iam("CreatePolicyVersion", version));
}
function judgePermissions({ role, others }, seen) {
  let policy = permissionsPolicy(role, { services: [], others }), put = iam("PutRolePolicy", {
    RoleName: role.name,
    PolicyName: POLICY_NAME,
    PolicyDocument: JSON.stringify(policy)
  });
  return seen === null ? missing(`${role.name} has no policy ${POLICY_NAME}`, put) : saysTheSame(seen, policy) ? ok(`policy ${POLICY_NAME}, ${counted(policy.Statement.length, "statement")}`) : differs(`the policy ${POLICY_NAME} of ${role.name} differs`, put);
}
function saysTheSame(text, policy) {
  let json = readJson(text);
  return json.ok && samePolicy(json.value, policy);
}
var samePolicy = (left, right) => JSON.stringify(canonical(left)) === JSON.stringify(canonical(right));
function canonical(value) {
  if (Array.isArray(value)) {
    let members = value.map(canonical);
    return members.length === 1 ? members[0] : members.toSorted(byText);
  }
  return typeof value != "object" || value === null ? value : Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, canonical(inner)]).toSorted(([one], [other]) => one < other ? -1 : 1)
  );
}
var byText = (left, right) => JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;

// src/core/setup/github.ts
function githubPrerequisites(target, facts) {
  return target.stages.flatMap((wanted) => {
    let { stage } = wanted, { environment, variables } = facts.stages[stage], path = environmentPath(target, stage);
    return [
      prerequisite(
        "environment",
        "GitHub has the environment",
        stage,
        judged(environment, (seen) => judgeEnvironment(path, stage, seen))
      ),
      prerequisite(
        "refs",
        "Only reviewed refs deploy",
        stage,
        judged(environment, (seen) => judgeRefs(path, refsOf(stage, target), seen))
      ),
      ...stage === "production" ? [
        prerequisite(
          "reviewers",
          "A reviewer approves deploys to production",
          stage,
          judged(environment, (seen) => judgeReviewers(path, target, facts, seen))
        )
      ] : [],
      prerequisite(
        "variables",
        "The environment's variables name role and region",
        stage,
        judged(variables, (seen) => judgeVariables(path, variablesOf(wanted), seen))
      )
    ];
  });
}
var environmentPath = (target, stage) => `${repositoryPath(target)}/environments/${stage}`, judgeEnvironment = (path, stage, seen) => seen === null ? missing(`there is no environment ${stage}`, github("PUT", path, {})) : ok(`environment ${stage}`), MAX_REVIEWERS = 6;
function judgeReviewers(path, { reviewers: wanted }, { reviewers, repository }, seen) {
  let present = seen?.reviewers ?? [];
  return wanted.length === 0 ? present.length > 0 ? ok(namesOf2(present)) : missing(`no approval is required; name a reviewer with --reviewer${planNote(repository)}`) : judged(reviewers, (asked) => {
    let lacking = asked.filter(({ type, id }) => !present.some((one) => one.type === type && one.id === id));
    if (lacking.length === 0) return ok(namesOf2(present));
    let all = [...present, ...lacking];
    if (all.length > MAX_REVIEWERS)
      return differs(`GitHub allows ${MAX_REVIEWERS} reviewers, and there are ${present.length} already`);
    let change = github("PUT", path, settingsWith(seen, all)), detail = `not among the reviewers: ${namesOf2(lacking)}${planNote(repository)}`;
    return present.length === 0 ? missing(detail, change) : differs(detail, change);
  });
}
var namesOf2 = (reviewers) => reviewers.map(({ name }) => name).join(", "), planNote = (repository) => repository.kind === "known" && repository.value.isPrivate ? "; for a private repository, GitHub offers required reviewers in its Enterprise plan only: without it, running the workflow is the approval, so restrict who may run it" : "", settingsWith = (seen, reviewers) => ({
  ...seen !== null && seen.waitTimer > 0 ? { wait_timer: seen.waitTimer } : {},
  ...seen?.preventSelfReview ? { prevent_self_review: !0 } : {},
  ...reviewers.length > 0 ? { reviewers: reviewers.map(({ type, id }) => ({ type, id })) } : {},
  deployment_branch_policy: { protected_branches: !1, custom_branch_policies: !0 }
});
function refsOf(stage, { mainBranch, tagPrefix }) {
  let main = { name: mainBranch, type: "branch" };
  return stage === "staging" ? [main, { name: `${tagPrefix}*`, type: "tag" }] : [main];
}
function judgeRefs(path, wanted, seen) {
  let present = seen !== null && Array.isArray(seen.refs) ? seen.refs : null, lacking = wanted.filter((ref) => !has2(present ?? [], ref)), foreign = (present ?? []).filter((ref) => !has2(wanted, ref));
  if (present !== null && lacking.length === 0 && foreign.length === 0) return ok(refNames(wanted));
  let changes = [
    ...present === null ? [github("PUT", path, settingsWith(seen, seen?.reviewers ?? []))] : [],
    ...lacking.map((ref) => github("POST", `${path}/deployment-branch-policies`, { ...ref }))
  ];
  if (seen === null) return missing(`should be ${refNames(wanted)}`, ...changes);
  if (present === null) {
    let now = seen.refs === "any" ? "any branch" : "any protected branch and no tag";
    return differs(`${now} may deploy; should be ${refNames(wanted)}`, ...changes);
  }
  let also = foreign.length === 0 ? "" : `; ${refNames(foreign)} should not: remove it by hand`, lacks = lacking.length === 0 ? "" : `; ${refNames(lacking)} may not`;
  return differs(`${refNames(present) || "nothing"} may deploy${lacks}${also}`, ...changes);
}
var has2 = (refs, wanted) => refs.some(({ name, type }) => name === wanted.name && type === wanted.type), refNames = (refs) => refs.map(({ name, type }) => `${type} ${name}`).join(", ");
function variablesOf({ role }) {
  return {
    AWS_DEPLOY_ROLE_ARN: deployRoleArn(role),
    ...role.region === null ? {} : { AWS_REGION: role.region }
  };
}
function judgeVariables(path, wanted, seen) {
  let wrong = Object.entries(wanted).filter(([name, value]) => seen[name] !== value);
  if (wrong.length === 0) return ok(Object.keys(wanted).join(", "));
  let changes = wrong.map(
    ([name, value]) => seen[name] === void 0 ? github("POST", `${path}/variables`, { name, value }) : github("PATCH", `${path}/variables/${name}`, { name, value })
  ), absent = wrong.filter(([name]) => seen[name] === void 0).map(([name]) => `${name} is not set`), other = wrong.filter(([name]) => seen[name] !== void 0).map(([name]) => `${name} is ${seen[name]}`), detail = [...absent, ...other].join("; ");
  return other.length === 0 ? missing(detail, ...changes) : differs(detail, ...changes);
}

// src/core/setup/setup.ts
var prerequisitesOf = (target, facts) => [
  // whatever else is said of GitHub means nothing where this is not so
  prerequisite(
    "repository",
    "GitHub has the repository",
    null,
    judged(facts.repository, () => ok(`${target.owner}/${target.repository}`))
  ),
  ...awsPrerequisites(target, facts),
  ...githubPrerequisites(target, facts),
  ...repositoryPrerequisites(target, facts)
], isMet = (prerequisites) => prerequisites.every(({ state, optional }) => optional || state === "ok");
function tally(prerequisites) {
  let needed = prerequisites.filter(({ optional }) => !optional), met = needed.filter(({ state }) => state === "ok").length;
  return met === needed.length ? `all ${counted(met, "prerequisite")} are met` : `${met} of ${counted(needed.length, "prerequisite")} are met`;
}
function repositoryPrerequisites(target, facts) {
  return [
    ...target.stages.map(
      (wanted) => prerequisite("config", "pipeline.json names the role", wanted.stage, judgeConfig(wanted))
    ),
    prerequisite("ledger", "Every machine sees the same ledger", null, judgeLedger(target)),
    prerequisite(
      "tags",
      "Released tags cannot be moved or deleted",
      null,
      seenIn(facts, ({ protectedTags }) => judgeTags(target, protectedTags)),
      !0
    ),
    tagMakers(target, facts)
  ];
}
var seenIn = ({ repository }, judge) => repository.kind === "known" ? judge(repository.value) : { ...unknown2("the repository was not seen"), asked: !1 };
function judgeConfig({ stage, role, configured }) {
  let arn = deployRoleArn(role);
  if (configured.roleArn === arn) return ok(arn);
  let edit = `set stages.${stage}.roleArn to "${arn}"`;
  return configured.roleArn === null ? missing(edit) : differs(`it names ${configured.roleArn}; ${edit}`);
}
var judgeLedger = ({ ledgerRemote }) => ledgerRemote === null ? missing('set "ledger": { "remote": "origin" } in pipeline.json: a CI job has no other ledger') : ok(
  `remote ${ledgerRemote}, refs/pipeline/ledger/*; anyone who may push to it may write there: GitHub's rules cover branches and tags only, so give contents: write to the deploy jobs alone`
), isAbout2 = ({ tagPrefix }, patterns) => patterns.some((pattern) => [`refs/tags/${tagPrefix}*`, "~ALL"].includes(pattern));
function judgeTags(target, protectedTags) {
  let { tagPrefix } = target;
  return protectedTags === null ? unknown2("the repository's rules cannot be read") : isAbout2(target, protectedTags) ? ok(`a rule protects ${tagPrefix}* tags`) : missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag in any case`
  );
}
function tagMakers(target, facts) {
  let title = "Rules say who may make a version tag, and so deploy to staging", verdict = seenIn(facts, ({ guardedTags }) => judgeTagMakers(target, guardedTags)), byHand = verdict.state === "missing" ? [commandOf(tagRuleset(target))] : [];
  return { ...prerequisite("tag-makers", title, null, verdict, !0), byHand };
}
function judgeTagMakers(target, guardedTags) {
  let { tagPrefix, mainBranch } = target, remains = `anyone who may push can put a ${tagPrefix}* tag on any commit of ${mainBranch}, and so deploy it to staging; one that is elsewhere the gate main refuses`;
  return guardedTags === null ? unknown2(
    `the repository's rules cannot be read; without one, ${remains}. For private repositories GitHub's free plan has no rules`
  ) : isAbout2(target, guardedTags) ? ok(`a rule says who may create ${tagPrefix}* tags`) : missing(`without such a rule, ${remains}`);
}
var tagRuleset = (target) => github("POST", `${repositoryPath(target)}/rulesets`, {
  name: "Version tags",
  target: "tag",
  enforcement: "active",
  conditions: { ref_name: { include: [`refs/tags/${target.tagPrefix}*`], exclude: [] } },
  rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }],
  bypass_actors: [{ actor_id: ADMINISTRATORS, actor_type: "RepositoryRole", bypass_mode: "always" }]
}), ADMINISTRATORS = 5;

// src/release/append.ts
var MAX_RACES = 60, MAX_RACE_DELAY_MS = 1500, RETRY_DELAYS_MS = [1e3, 3e3, 1e4], LOOK_BACK = 200;
async function appendEntries({ ledger, clock, random, say }, view, compose, { signal, delaysMs = RETRY_DELAYS_MS, unsure = !1 } = {}) {
  let delays = [...delaysMs], seen = unsure ? null : view, doubtful = unsure, last = null;
  for (let races = 0; races < MAX_RACES; ) {
    try {
      seen ??= await orFault(readStage(ledger, view.stage));
      let written = doubtful ? await orFault(ledger.history(view.stage, LOOK_BACK)) : [];
      if (last !== null && written.some(isSame(last))) return await orFault(readStage(ledger, view.stage));
      let entries = compose(seen).filter((entry) => !written.some(isSame(entry)));
      if (last = entries.at(-1) ?? null, last === null) return await orFault(readStage(ledger, view.stage));
      let appended = await orFault(ledger.tryAppend(seen, entries));
      if (appended !== null) return appended;
      races += 1, await clock.sleep(random() * Math.min(10 * 2 ** races, MAX_RACE_DELAY_MS), signal);
    } catch (error) {
      if (!(error instanceof LedgerFault)) throw error;
      let { cause } = error, delayMs = mayPass(cause) ? delays.shift() : void 0;
      if (delayMs === void 0) throw cause;
      doubtful = !0, say(`the ledger cannot be used, the next try is in ${delayMs / 1e3} s: ${messageOf(cause)}`), await clock.sleep(delayMs, signal);
    }
    seen = null;
  }
  throw environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger refused ${MAX_RACES} appends to ${view.stage} in a row.`
  );
}
var LedgerFault = class extends Error {
  constructor(cause) {
    super(messageOf(cause), { cause });
  }
}, orFault = (answer) => answer.catch((error) => {
  throw new LedgerFault(error);
}), PASSING = ["LEDGER_UNAVAILABLE", "LEDGER_ANSWER_LOST"], mayPass = (error) => !(error instanceof PipelineError) || PASSING.includes(error.reason.code);
async function readStage(ledger, stage) {
  let [view] = await ledger.read([stage]);
  return view;
}
var isSame = ({ runId, seq }) => (record) => seq !== void 0 && record.runId === runId && record.seq === seq;

// src/core/fact.ts
var known = (value) => ({ kind: "known", value }), skipped2 = (why) => ({ kind: "skipped", why }), unavailable = (error) => ({
  kind: "unavailable",
  message: messageOf(error)
});

// src/core/config/scripts.ts
var INTERPRETERS = /^(node|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|zsh)$/, PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"], ELSEWHERE = /^(-w|-C|-F|-r|--(workspace|workspaces|prefix|dir|cwd|filter|recursive|if-present)\b.*)$/, OWN_PATH = /^(?![/~$-])[^{}$*]+$/, WITH_EXTENSION = /\.[A-Za-z]\w*$/;
function neededScripts(config) {
  let { deployer, migrations, hooks } = config, sst = deployer.kind === "sst" ? deployer.directory : void 0, installs = {
    deployer: deployer.kind !== "sandbox" && deployer.install !== void 0,
    migrations: migrations?.run?.install !== void 0,
    hooks: !1
  }, directoryOf = (part, name = "") => part === "hooks" ? hooks[name]?.directory : part === "migrations" ? migrations?.run?.directory : sst;
  return commandsOf(config).flatMap(({ path, argv }) => {
    let [part, name] = path.split("."), directory = directoryOf(part, name), started = startedBy(argv);
    if (started === null) return [];
    let isInstalled = installs[part] && !path.endsWith(".install");
    return [{ path, ...started, file: below(directory, started.file), isInstalled }];
  });
}
function startedBy([program = "", ...args]) {
  if (program.includes("/")) return OWN_PATH.test(program) ? { file: program, script: null } : null;
  let [first = "", second = ""] = args;
  if (PACKAGE_MANAGERS.includes(program) && ["run", "run-script"].includes(first)) {
    let own = args.slice(0, [...args, "--"].indexOf("--"));
    return OWN_PATH.test(second) && !own.some((argument) => ELSEWHERE.test(argument)) && !WITH_EXTENSION.test(second) ? { file: "package.json", script: second } : null;
  }
  return INTERPRETERS.test(program) && OWN_PATH.test(first) && WITH_EXTENSION.test(first) ? { file: first, script: null } : null;
}
function below(directory, file) {
  let parts = [];
  for (let part of `${directory ?? "."}/${file}`.split("/"))
    part === ".." ? parts.pop() : part !== "." && part !== "" && parts.push(part);
  return parts.join("/");
}

// src/release/find-scripts.ts
async function findMissingScripts({ ports: { repository }, context: { config } }, release) {
  if (release === null) return skipped2("there is no commit to judge");
  let needed = neededScripts(config);
  try {
    let looked = needed.map((one) => missing2(repository, release.sha, one));
    return known((await Promise.all(looked)).filter((one) => one !== null));
  } catch (error) {
    return unavailable(error);
  }
}
async function missing2(repository, sha, { path, file, script, isInstalled }) {
  let [text = null] = await repository.contents(sha, [file]);
  if (script === null) return text === null ? missingFile(repository, sha, { path, file, isInstalled }) : null;
  let json = readJson(text ?? "{}"), scripts = json.ok ? property(json.value, "scripts") ?? {} : {};
  if (property(scripts, script) !== void 0) return null;
  let what = text === null ? file : `the script ${script} of ${file}`;
  return { path, what, meant: meant(script, Object.keys(scripts)) };
}
async function missingFile(repository, sha, { path, file, isInstalled }) {
  let folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "", others = await repository.files(sha, folder);
  return others.includes(file) || isInstalled && others.length === 0 ? null : { path, what: file, meant: meant(file, others) };
}

// src/release/run.ts
async function withApproval(context, stage) {
  let { identity, ports } = context, { ci } = identity.runner;
  if (ci === null) return context;
  let approvals = await ports.codeHost.approvals(ci, stage);
  return approvals.kind === "known" ? { ...context, identity: { ...identity, approvedBy: approvals.value } } : (ports.say(
    `who approved this run is not known: ${approvals.kind === "skipped" ? approvals.why : approvals.message}`
  ), context);
}
var betweenKey = (from, to) => `${from} ${to}`, Run = class {
  context;
  ports;
  command;
  stage;
  /** as it was asked for */
  tag;
  startedAt;
  phases = [];
  values = {};
  /** what this run has started that changes something outside the ledger */
  effects = /* @__PURE__ */ new Set();
  /** migrations between two commits, by betweenKey, as far as they were looked for */
  between = /* @__PURE__ */ new Map();
  /** what a person gave as --reason */
  because;
  /** the hooks that were run, in their order */
  hooks = [];
  entries = 0;
  constructor(context, command, stage, tag, because = null) {
    this.because = because, this.context = context, this.ports = context.ports, this.command = command, this.stage = stage, this.tag = tag, this.startedAt = this.ports.clock.now();
  }
  /** What it wants a stage's credentials for. */
  get purpose() {
    return this.command === "plan" || this.command === "preflight" ? "plan" : "deploy";
  }
  get runId() {
    return this.context.identity.runId;
  }
  /**
   * Does a part of the work, timed, shown and kept; `describe` says what came of it.
   * @param limitSeconds how long it may take; 0: that is not known
   */
  async phase(name, body, describe, limitSeconds = 0) {
    let { clock, say, tracer } = this.ports, startedAt = clock.now(), result = null, note = ({ ok: ok2, detail }) => {
      let durationMs = clock.now().getTime() - startedAt.getTime();
      result = { name, status: ok2 ? "ok" : "failed", startedAt: startedAt.toISOString(), durationMs, detail }, this.phases.push(result), tracer.ended !== void 0 ? tracer.ended(result) : say(`${ok2 ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail}`);
    };
    return tracer.span({ name, limitSeconds, result: () => result }, async () => {
      try {
        let value = await body();
        return Object.assign(this.values, { [name]: value }), note(describe(value)), value;
      } catch (error) {
        throw result === null && note({ ok: !1, detail: messageOf(error) }), error;
      }
    });
  }
  /** A ledger entry of this run, now. */
  entry(kind, fields = {}) {
    let { runId, actor, host, pid } = this.context.identity;
    return this.entries += 1, {
      kind,
      runId,
      seq: this.entries,
      command: this.command,
      actor,
      host,
      pid,
      at: this.ports.clock.now().toISOString(),
      tag: null,
      sha: null,
      from: null,
      reason: null,
      code: null,
      detail: null,
      outputs: null,
      changed: null,
      report: null,
      ...fields
    };
  }
};
async function untilAborted(signal, work) {
  signal.throwIfAborted();
  let abort = () => {
  }, aborted = new Promise((_resolve, reject) => {
    abort = () => reject(signal.reason), signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

// src/release/run-smoke.ts
function unknownUrls(config, urls) {
  return [...new Set(config.checks.flatMap(({ url }) => missingPlaceholders(url, urls)))];
}
async function runSmoke({
  clock,
  prober,
  say,
  signal,
  tracer
}, config, urls, expected, onUndecided = () => {
}) {
  let startedAt = clock.now().getTime(), elapsedMs = () => clock.now().getTime() - startedAt, read = async (check) => {
    let url = fill(check.url, urls), leftMs = config.deadlineSeconds * 1e3 - elapsedMs(), timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1e3, leftMs)));
    return readCheck(check, url, await prober.probe(check, url, timeoutMs), expected);
  }, progress = NO_ATTEMPT, said = "";
  for (; ; ) {
    let readings = await untilAborted(signal, () => Promise.all(config.checks.map(read)));
    progress = addAttempt(progress, readings, elapsedMs());
    let decision = decideSmoke(progress, config, elapsedMs()), { attempts, checks } = progress;
    if (decision.kind === "verdict") {
      let { verdict, detail } = decision, proof = verdict === "pass" ? { proof: proofOf(progress) } : {};
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks };
    }
    attempts === 1 && onUndecided();
    let seen = checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ");
    seen !== said && say(`attempt ${attempts}: ${seen}`), tracer?.note?.(
      `attempt ${attempts}: ${checks.map(({ name, verdict }) => `${name} ${verdict}`).join(", ")}`
    ), said = seen, await clock.sleep(decision.delayMs, signal);
  }
}

// src/release/observe.ts
var TIMEOUT_MS = 3e3, OFFLINE = "the stage is not asked (--offline)";
async function observeStage(run, stage, { running }, reached = (known2) => outputsOf(run.ports, stage, known2)) {
  let { smoke, stages } = run.context.config;
  try {
    let outputs = running === null ? {} : await reached(running);
    if (outputs === null) return notAsked("nothing serves it between calls");
    let urls = { ...stages[stage].urls, ...outputs }, missing3 = unknownUrls(smoke, urls);
    return missing3.length === 0 ? observedOf(await lookAt(run, urls, running ?? NOTHING), running, run.ports.clock.now()) : running === null && run.ports.deployer.served !== void 0 ? notAsked("nothing is deployed") : notAsked(
      `the smoke checks need ${missing3.join(", ")}, which the stage does not have`,
      "no-address"
    );
  } catch (error) {
    return notAsked(messageOf(error));
  }
}
var NOTHING = { tag: "", sha: "" };
function lookAt({ context: { config }, ports }, urls, expected) {
  let { smoke, tagPrefix } = config;
  return Promise.all(
    smoke.checks.map(async (check) => {
      let url = fill(check.url, urls);
      return readCheck(check, url, await ports.prober.probe(check, url, TIMEOUT_MS), {
        ...expected,
        tagPrefix
      });
    })
  );
}
async function outputsOf({ deployer }, stage, running) {
  return running === null ? {} : deployer.served === void 0 ? deployer.reach(stage, running) : deployer.served(stage, running);
}

// src/release/ports.ts
var viewOf = (views, stage) => views.find((view) => view.stage === stage);

// src/release/secrets.ts
var SECRETS_SECONDS = 900, NO_STORE = skipped2("the deployer keeps no secrets");
async function reviewStageSecrets(run, stage, release, compare2 = !1) {
  let { deployer, ledger } = run.ports, store = deployer.secrets;
  if (store === void 0) return NO_STORE;
  if (release === null) return skipped2("there is no commit to judge");
  let others = compare2 ? STAGES.filter((one) => one !== stage) : [], [views, declared, [stored, other]] = await Promise.all([
    ledger.read([stage]),
    declaredBy(run, release.sha),
    listEach(run, store, [stage, ...others], release)
  ]);
  if (stored.kind !== "known") return stored;
  if (other !== void 0 && other.kind !== "known") return other;
  let { running } = viewOf(views, stage).state, before = running === null ? null : await declaredBy(run, running.sha), { secrets: config } = run.context.config, review = reviewSecrets({
    stage,
    config,
    declared,
    before,
    stored: stored.value,
    elsewhere: other === void 0 ? null : other.value
  });
  return known(review);
}
async function reviewNewestSecrets(run, stage, compare2 = !1) {
  if (run.ports.deployer.secrets === void 0) return NO_STORE;
  try {
    let release = await newestVersion(run);
    if (release === null) return skipped2("no version is tagged yet");
    let review = await reviewStageSecrets(run, stage, release, compare2);
    return review.kind === "known" ? known({ release, review: review.value }) : review;
  } catch (error) {
    return unavailable(error);
  }
}
async function newestVersion({ ports, context }) {
  let { tagPrefix, mainBranch } = context.config, versions = sortVersionTags(await ports.repository.tags(), tagPrefix), newest = versions.find(({ prerelease }) => !prerelease) ?? versions[0];
  if (newest === void 0) return null;
  let { sha } = await ports.repository.lookUp(newest.tag, mainBranch);
  return sha === null ? null : { tag: newest.tag, sha };
}
async function storeSecret({ ports }, { name, stage, release }, value) {
  let { credentials, deployer, signal, say } = ports;
  if (deployer.secrets === void 0) return reason("NO_SECRET_STORE");
  let obtained = await credentials.obtain(stage, SECRETS_SECONDS);
  if (!obtained.ok) return obtained.reason;
  let { env, secrets } = obtained;
  return deployer.secrets.set({ stage, release, credentials: { env, secrets }, signal, say }, name, value);
}
async function listEach(run, store, stages, release) {
  let [first, ...others] = stages, listed2 = [await list(run, store, first, release)];
  for (let stage of others) listed2.push(await list(run, store, stage, release));
  return listed2;
}
async function list(run, store, stage, release) {
  let { credentials, signal, say } = run.ports, obtained = await credentials.obtain(stage, SECRETS_SECONDS, run.purpose);
  if (!obtained.ok) return unavailable(obtained.reason.message);
  let { env, secrets } = obtained, request = { stage, release, credentials: { env, secrets }, signal, say };
  return store.list(request, run.context.config.secrets.placeholders);
}
async function namesOfSecrets(run, release) {
  let { required, optional } = run.context.config.secrets, declared = await declaredBy(run, release.sha);
  return [.../* @__PURE__ */ new Set([...declared.map(({ name }) => name), ...required, ...optional])].sort();
}
var SOURCE = /\.[cm]?[jt]sx?$/;
async function declaredBy({ ports, context }, sha) {
  let { deployer, secrets } = context.config, base = deployer.kind === "sst" && deployer.directory !== void 0 ? `${deployer.directory}/` : "", places = secrets.sources.map((source) => `${base}${source}`), found = await Promise.all(
    places.map(async (place) => SOURCE.test(place) ? [place] : ports.repository.files(sha, place))
  ), texts = await ports.repository.contents(
    sha,
    found.flat().filter((path) => SOURCE.test(path))
  );
  return declaredSecrets(texts.filter((text) => text !== null));
}

// src/core/gates/incidents.ts
function readStatusPage(page2, wanted, url) {
  let rows = Object.entries(wanted).map(([path, value2]) => ({ path, value: value2, seen: valueAt(path, page2) })), absent = rows.filter(({ seen }) => seen === void 0).map(({ path }) => path);
  return absent.length > 0 ? { kind: "unavailable", message: `The status page ${url} has no ${absent.join(", ")}.` } : { kind: "known", value: rows.filter(({ value: value2, seen }) => seen !== value2).map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`
  })) };
}

// src/release/gate-inputs.ts
var noCommit = skipped2("there is no commit to judge");
async function gatherInputs(run, stage, release, state, offline = !1) {
  let [passing, credentials, secrets, tree, scripts] = await Promise.all([
    gatherPassing(run, stage, release, state, offline),
    checkCredentials(run, stage),
    reviewStageSecrets(run, stage, release),
    release === null ? noCommit : run.ports.repository.treeParts(release.sha),
    findMissingScripts(run, release)
  ]);
  return { ...passing, credentials, secrets, tree, scripts, lacking: run.ports.lackingSecrets() };
}
async function gatherPassing(run, stage, release, state, offline = !1) {
  let [ci, incidents, observed] = await Promise.all([
    checkCi(run, release),
    findIncidents(run, stage),
    offline ? notAsked(OFFLINE) : observeStage(run, stage, state)
  ]);
  return { ci, incidents, observed };
}
async function checkCi({ ports, context }, release) {
  let { ci } = context.config.gates;
  if (ci === void 0) return skipped2("CI is not asked; gates.ci in pipeline.json says whom to ask");
  if (release === null) return noCommit;
  let checks = await ports.codeHost.checks(release.sha, context.identity.runner.ci);
  return checks.kind === "known" ? { kind: "known", value: countChecks(checks.value, ci) } : checks;
}
async function findIncidents({ ports, context }, stage) {
  let { incidents } = context.config.gates;
  if (stage !== "production") return skipped2("only for production");
  if (incidents === void 0)
    return skipped2("incidents are not looked for; gates.incidents in pipeline.json says where they are seen");
  if (incidents.kind === "github-issues") return ports.codeHost.openIssues(incidents.label);
  let { url, timeoutSeconds, json } = incidents, page2 = await ports.statusPage.read(url, timeoutSeconds * 1e3, ports.signal);
  return page2.kind === "known" ? readStatusPage(page2.value, json, url) : page2;
}
async function windowsOf({ context }, stage) {
  let { windows } = context.config.stages[stage];
  if (windows === void 0) return () => null;
  let { openCalendar } = await import("./core-windows-calendar.js"), calendar = await openCalendar(windows);
  return (now) => {
    let { changesAt, ...opening } = calendar.at(now);
    return { ...opening, changes: changesAt && calendar.describe(changesAt) };
  };
}
async function checkCredentials({ ports, context, purpose }, stage) {
  let { config } = context, wanted = wantedAws(config, stage);
  if (wanted === null) return skipped2("no AWS region is set for the stage");
  let found = await ports.credentials.check(stage, phaseSeconds(config), purpose);
  return found.kind === "known" ? { kind: "known", value: { found: found.value, wanted, neededSeconds: neededSeconds(config) } } : found;
}

// src/core/forge.ts
function forgeOf(remote, servers = {}) {
  let place = remote === null ? null : parseRemote(remote);
  if (place === null || !/^[a-z\d.-]+$/.test(place.host) || !/^[\w.-]+(\/[\w.-]+)+$/.test(place.path))
    return null;
  let { host, path } = place, isNamed = (url2) => !!url2 && URL.canParse(url2) && new URL(url2).hostname === host, url = `https://${host}/${path}`;
  return host === "github.com" || host.endsWith(".ghe.com") || isNamed(servers.github) ? { kind: "github", url } : host === "gitlab.com" || host.startsWith("gitlab.") || isNamed(servers.gitlab) ? { kind: "gitlab", url } : null;
}
var encoded = (text) => encodeURIComponent(text).replace(/[()'*!~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`), page = ({ kind, url }, rest) => `${url}${kind === "gitlab" ? "/-" : ""}/${rest}`, commitUrl = (forge, sha) => page(forge, `commit/${encoded(sha)}`), tagUrl = (forge, tag) => forge.kind === "github" ? page(forge, `releases/tag/${encoded(tag)}`) : page(forge, `tags/${encoded(tag)}`), compareUrl = (forge, from, to) => page(forge, `compare/${encoded(shortSha(from))}...${encoded(shortSha(to))}`);
function runUrl(ciRun, forge) {
  let run = parseCiRun(ciRun);
  return run === null ? null : `${forge?.kind === "github" ? new URL(forge.url).origin : "https://github.com"}/${run.repository}/actions/runs/${run.runId}/attempts/${run.attempt}`;
}
var NAMED = {
  github: /\(#(\d{1,9})\)|^Merge pull request #(\d{1,9})\b/g,
  gitlab: /\(!(\d{1,9})\)/g
}, changeRequests = (forge, subject) => [...subject.matchAll(NAMED[forge.kind])].map(([, first, second]) => {
  let number = first ?? second;
  return forge.kind === "github" ? { name: `#${number}`, url: page(forge, `pull/${number}`) } : { name: `!${number}`, url: page(forge, `merge_requests/${number}`) };
});

// src/core/ledger/stage-state.ts
var EFFECTS = ["migrate", "deploy", "rollback"];
var EMPTY_STATE = {
  running: null,
  verified: [],
  quarantine: [],
  frozen: null,
  lock: null
}, holdAt = ({ held }, now) => held === void 0 || held.until !== null && Date.parse(held.until) <= now.getTime() ? null : held;

// src/core/ledger/fold.ts
var foldEntry = (state, entry) => withArrival(state, withDeparture(state, afterEntry(state, entry), entry.at), entry);
function withArrival(before, after, entry) {
  let { running } = after;
  return running === null || running === before.running ? after : entry.kind === "deployed" || running.sha !== before.running?.sha ? { ...after, arrival: arrivalOf(before, running, entry) } : after;
}
function arrivalOf(state, { sha }, entry) {
  let { lock, running, arrival } = state, isOwn = lock === null || lock.runId === entry.runId, { at, actor, runId, command } = isOwn ? entry : { ...lock, at: lock.renewed ?? lock.since }, replaced = running?.sha === sha ? arrival?.replaced : running ?? void 0, ci = lock?.runner?.ci ?? null;
  return {
    sha,
    at,
    actor,
    runId,
    command,
    ...lock?.reason === void 0 ? {} : { reason: lock.reason },
    ...ci === null ? {} : { ciRun: ciRunText(ci) },
    ...replaced === void 0 ? {} : { replaced: { tag: replaced.tag, sha: replaced.sha } }
  };
}
function withDeparture({ running: was }, after, at) {
  if (was === null || after.running?.sha === was.sha) return after;
  let verified = after.verified.map(
    (one) => one.sha === was.sha && one.at !== void 0 && one.leftAt === void 0 ? { ...one, leftAt: at } : one
  );
  return { ...after, verified };
}
function afterEntry(state, entry) {
  switch (entry.kind) {
    case "started":
      return nowOwned(state, entry);
    case "effect":
    case "renewed":
    case "deployed":
    case "verified":
    case "failed":
    case "inconclusive":
    case "rollback-started":
    case "rolled-back":
    case "rollback-failed":
      return byOwner(state, entry);
    case "unverified":
      return nowDoubted(state, entry);
    case "quarantined":
      return nowQuarantined(state, releaseOf(entry), entry);
    case "frozen":
      return { ...state, frozen: freezeOf(entry) };
    case "unfrozen":
      return unfrozen(state);
    case "frozen-by-hand":
      return { ...state, held: { ...freezeOf(entry), until: entry.until ?? null } };
    case "quarantined-by-hand":
      return withQuarantined(state, releaseOf(entry), { ...entry, by: entry.actor });
    case "quarantine-lifted":
      return { ...state, quarantine: without(state.quarantine, entry.sha ?? "") };
    case "lock-broken":
    case "taken-over":
      return afterDeath(state);
    case "lost":
    case "deployer-unlocked":
    case "migrated":
    case "waived":
      return state;
    case "blocked":
      return state.lock?.runId === entry.runId && !isOld(entry) ? { ...state, lock: null } : state;
  }
}
function byOwner(state, entry) {
  let { lock, running } = state;
  if (lock === null)
    return entry.kind === "verified" && running?.sha === entry.sha ? nowVerified(state, entry) : state;
  if (lock.runId !== entry.runId) return state;
  let renewed = isOld(entry) ? lock : { ...lock, renewed: entry.at };
  return ownersWord({ ...state, lock: renewed }, renewed, entry);
}
function ownersWord(state, lock, entry) {
  switch (entry.kind) {
    case "effect":
      return { ...state, lock: atWork(lock, entry) };
    case "deployed":
      return { ...state, running: nowUnverified(state, entry), lock: { ...lock, deployed: !0 } };
    case "verified":
    case "rolled-back":
      return nowVerified({ ...state, lock: null }, entry);
    case "failed":
      return afterFailure({ ...state, lock: null }, entry);
    case "inconclusive":
      return frozenBefore(afterFailure({ ...state, lock: null }, entry), entry);
    case "rollback-started":
      return frozenBefore(nowLeaving(state, lock, entry), entry);
    case "rollback-failed":
      return nowUnfinished(state, lock);
    default:
      return state;
  }
}
function atWork({ hook: _, ...lock }, { effect, hook }) {
  return { ...lock, ...effect === void 0 ? {} : { effect }, ...hook === void 0 ? {} : { hook } };
}
function unfrozen(state) {
  let { held: _, ...opened } = finished(state);
  return { ...opened, frozen: null, quarantine: state.quarantine.filter(isByHand) };
}
var isByHand = ({ by }) => by !== void 0;
function nowOwned(state, entry) {
  let { runId, command, tag, sha, actor, host, pid, at, runner, reason: reason2 } = entry, owner = {
    runId,
    command,
    tag,
    sha,
    actor,
    host,
    pid,
    since: at,
    ...runner === void 0 ? {} : { runner },
    ...reason2 === null ? {} : { reason: reason2 }
  };
  if (isOld(entry)) return { ...state, lock: owner };
  let fence = (state.fence ?? 0) + 1;
  return { ...state, fence, lock: { ...owner, fence, renewed: at } };
}
var isOld = ({ fence }) => fence === void 0, frozenBefore = (state, entry) => isOld(entry) ? { ...state, frozen: freezeOf(entry) } : state;
function nowLeaving(state, lock, entry) {
  let to = releaseOf(entry), { from } = entry;
  if (from === null) return state;
  let left = nowQuarantined(
    { ...state, running: { ...from, verified: !1, outputs: outputsOf2(state.running, from.sha) } },
    from,
    entry
  );
  return to === null ? left : { ...left, lock: { ...lock, deployed: !1, rollback: { from, to } } };
}
function nowUnfinished(state, { rollback }) {
  let { running, quarantine } = state, ended = { ...finished(state), lock: null, running: running && { ...running, verified: !1 } };
  return rollback !== void 0 && quarantine.every(({ sha }) => sha !== rollback.to.sha) ? { ...ended, unfinished: rollback } : ended;
}
var finished = ({ unfinished: _, ...state }) => state;
function nowDoubted(state, { sha }) {
  if (sha === null) return state;
  let { running } = state;
  return {
    ...state,
    running: running?.sha === sha ? { ...running, verified: !1 } : running,
    verified: without(state.verified, sha)
  };
}
function nowQuarantined(state, release, entry) {
  if (release === null) return state;
  let before = state.quarantine.find(({ sha }) => sha === release.sha);
  return withQuarantined(nowDoubted(state, { ...entry, ...release }), release, { ...entry, by: before?.by });
}
function withQuarantined(state, release, { detail, at, by }) {
  if (release === null) return state;
  let one = { ...release, reason: detail ?? "", at, ...by === void 0 ? {} : { by } };
  return { ...state, quarantine: [one, ...without(state.quarantine, release.sha)].slice(0, 50) };
}
var releaseOf = ({ tag, sha }) => tag === null || sha === null ? null : { tag, sha }, freezeOf = ({ detail, actor, at }) => ({ reason: detail ?? "", actor, at }), outputsOf2 = (running, sha) => running?.sha === sha ? running.outputs : {};
function nowUnverified(state, entry) {
  let subject = releaseOf(entry);
  return subject === null ? state.running : { ...subject, verified: !1, outputs: entry.outputs ?? outputsOf2(state.running, subject.sha) };
}
function nowVerified(state, entry) {
  let subject = releaseOf(entry);
  if (subject === null) return state;
  let { sha } = subject, { running } = state, before = state.verified.find((one) => one.sha === sha && one.leftAt === void 0), at = running?.sha === sha && running.verified ? before?.at ?? entry.at : entry.at;
  return {
    ...finished(state),
    running: { ...subject, verified: !0, outputs: entry.outputs ?? outputsOf2(running, sha) },
    verified: [{ ...subject, at }, ...without(state.verified, sha)].slice(0, 50),
    quarantine: state.quarantine.filter((one) => one.sha !== sha || isByHand(one))
  };
}
var afterFailure = (state, entry) => entry.changed === !1 ? state : { ...state, running: nowUnverified(state, entry) };
function afterDeath(state) {
  let { lock, running } = state, there = lock === null ? null : lock.rollback?.from ?? begunBy(lock);
  if (there === null) return { ...state, lock: null };
  let { tag, sha } = there;
  return { ...state, lock: null, running: { tag, sha, verified: !1, outputs: outputsOf2(running, sha) } };
}
function begunBy(lock) {
  let { fence, effect, deployed } = lock;
  return fence === void 0 || effect === "deploy" || deployed === !0 ? releaseOf(lock) : null;
}
var without = (releases, sha) => releases.filter((one) => one.sha !== sha);

// src/core/ledger/rollback-target.ts
function chooseRollbackTarget(state, leaving) {
  let target = state.verified.find(({ sha }) => sha !== leaving?.sha && !isQuarantined(state, sha));
  if (target !== void 0)
    return {
      kind: "target",
      release: releaseOf2(target),
      why: "the last other version that passed smoke on this stage"
    };
  let passedOver = state.verified.map(
    (release) => `${describeRelease(release)} ${whyNot(state, leaving, release.sha)}`
  ), message = passedOver.length === 0 ? "No version has passed smoke on this stage yet." : `No other version can be rolled back to: ${passedOver.join("; ")}.`;
  return none("NO_ROLLBACK_TARGET", message);
}
function namedRollbackTarget(state, tag) {
  let { running, verified, quarantine } = state;
  if (running?.tag === tag)
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`);
  let target = verified.find((release) => release.tag === tag && !isQuarantined(state, release.sha));
  if (target !== void 0)
    return target.sha === running?.sha ? none("ROLLBACK_TARGET_RUNNING", `${tag} is the commit that already runs as ${running.tag}.`) : { kind: "target", release: releaseOf2(target), why: "named by --to" };
  let left = quarantine.find((release) => release.tag === tag);
  if (left !== void 0)
    return none(
      "VERSION_QUARANTINED",
      `${describeRelease(left)} was ${left.by === void 0 ? "rolled back" : `quarantined by ${left.by}`}: ${left.reason}`
    );
  let known2 = verified.map((release) => release.tag).join(", ") || "none";
  return none(
    "ROLLBACK_TARGET_UNKNOWN",
    `${tag} is not among the verified versions that the stage remembers: ${known2}.`
  );
}
var releaseOf2 = ({ tag, sha }) => ({ tag, sha }), none = (code, message) => ({
  kind: "none",
  reason: reason(code, message)
}), isQuarantined = (state, sha) => state.quarantine.some((one) => one.sha === sha);
function whyNot({ quarantine }, leaving, sha) {
  if (sha === leaving?.sha) return "is the one to leave";
  let by = quarantine.find((one) => one.sha === sha)?.by;
  return by === void 0 ? "was rolled back" : `was quarantined by ${by}`;
}
function stageToLeave(state) {
  let dead = afterDeath(state), { running, unfinished: unfinished2 } = dead;
  if (unfinished2 === void 0 || running === null || running.verified) return dead;
  let { from, to } = unfinished2;
  return running.sha !== from.sha && running.sha !== to.sha ? dead : { ...dead, running: { ...from, verified: !1, outputs: {} } };
}
var findRollbackTarget = (state, to) => to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to);

// src/core/migrations/run.ts
var UNFINISHED = {
  status: "failed",
  before: null,
  head: null,
  detail: "The migrations were started, and it is not known how far they got."
};
function describeHeads(before, head) {
  return head === null ? "how far they got is not known" : before === null ? `the newest migration is ${head}` : before === head ? `the newest migration is ${head}, as before` : `the newest migration was ${before} before and is ${head} now`;
}
var describeFailure = (what, before, head) => `${sentence(what)} Of the migrations: ${describeHeads(before, head)}.`;
function newestMigration(paths) {
  return paths.map((path) => path.split("/").at(-1).replace(/(\.up)?\.\w+$/i, "")).toSorted(byNumber).at(-1) ?? null;
}
var byNumber = (one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10) || (one < other ? -1 : 1);

// src/core/migrations/policy.ts
function judgeRollbackMigrations(policy, to, migrations) {
  let warning = policy === "allow" ? null : warningOf(to, migrations);
  return warning === null ? { kind: "open" } : { kind: policy === "block" ? "blocked" : "warned", warning };
}
function warningOf(to, migrations) {
  if (migrations.kind === "skipped") return null;
  let target = describeRelease(to);
  if (migrations.kind === "unavailable")
    return `It is not known which migrations a rollback to ${target} leaves in the database: ${sentence(migrations.message)}`;
  let { length } = migrations.value;
  if (length === 0) return null;
  let list2 = describeMigrations(migrations.value);
  return `A rollback to ${target} leaves ${counted(length, "migration")} in the database that it does not know: ${list2}.`;
}
var NOTHING_IN_THE_WAY = "no migration is known to be in the way";

// src/core/report/card.ts
function cardOf({ stage, state, seen, between, policy, forge }) {
  let { running, arrival } = state, arrived = arrival !== void 0 && arrival.sha === running?.sha ? arrival : null, replaced = arrived?.replaced ?? null, { wayBack, command } = wayBackOf(stage, state, between, policy);
  return {
    stage,
    running: running && { tag: running.tag, sha: running.sha, verified: running.verified },
    seen,
    since: arrived && {
      at: arrived.at,
      actor: arrived.actor,
      runId: arrived.runId,
      command: arrived.command,
      reason: arrived.reason ?? null,
      ciRun: arrived.ciRun ?? null
    },
    replaced,
    wayBack,
    command,
    links: {
      running: running && forge && tagUrl(forge, running.tag),
      compare: running && replaced && forge && compareUrl(forge, replaced.sha, running.sha),
      run: arrived?.ciRun === void 0 ? null : runUrl(arrived.ciRun, forge)
    }
  };
}
function wayBackOf(stage, state, between, policy) {
  let nowhere = (why) => ({ wayBack: { safe: !1, to: null, why }, command: null }), { running } = stageToLeave(state);
  if (running === null) return nowhere("nothing is known to run");
  let choice = chooseRollbackTarget(state, running);
  if (choice.kind === "none") return nowhere(choice.reason.message.replace(/\.$/, ""));
  let to = { tag: choice.release.tag, sha: choice.release.sha }, command = (option) => `rollback --stage ${stage} --to ${to.tag}${option} --reason 'WHY'`;
  if (policy === null)
    return { wayBack: { safe: !0, to, why: "migrations are not looked for" }, command: command("") };
  let verdict = judgeRollbackMigrations(policy, to, between), harmful = between.kind === "known" && between.value.some(({ risk }) => risk !== "additive");
  return {
    wayBack: {
      safe: verdict.kind === "open" || verdict.kind === "warned" && between.kind === "known" && !harmful,
      to,
      why: verdict.kind === "open" ? openWhy(between) : verdict.warning.replace(/\.$/, "")
    },
    command: command(verdict.kind === "blocked" ? " --over-migrations 'WHY'" : "")
  };
}
function openWhy(between) {
  if (between.kind === "skipped") return `migrations were not looked at: ${between.why}`;
  if (between.kind === "unavailable") return "pipeline.json lets migrations stay in the database";
  let { length } = between.value;
  return length === 0 ? "no migration lies between" : `pipeline.json lets ${counted(length, "migration")} stay in the database`;
}
var seenBy = (observed) => observed.at === null ? null : { at: observed.at, asRecorded: observed.sighting === "as-recorded", detail: observed.detail }, linked = (text, url) => url === null ? text : { text, url };
function cardLines(card, runId, atMs) {
  let { running, replaced, wayBack, command, links } = card, what = running === null ? "no deploy is known" : describeRelease(running);
  return [
    {
      label: "runs",
      parts: [
        linked(what, links.running),
        `${running === null ? "" : running.verified ? ", verified" : ", unverified"}; ${seenText(card.seen)}`
      ]
    },
    { label: "since", parts: sinceParts(card, runId, atMs) },
    {
      label: "replaced",
      parts: [
        replaced === null ? card.since === null ? "not known" : "nothing: it was the first" : linked(describeRelease(replaced), links.compare)
      ]
    },
    {
      label: "back",
      parts: [
        wayBack.to === null ? `none: ${wayBack.why}` : `${wayBack.safe ? "safe" : "not safe"}, to ${describeRelease(wayBack.to)}: ${wayBack.why}`
      ]
    },
    { label: "command", parts: [command === null ? "none" : `\`${command}\``] }
  ];
}
function seenText(seen) {
  return seen === null ? "by the ledger, not seen" : seen.asRecorded ? `seen ${isoSeconds(seen.at)}` : `not confirmed at ${isoSeconds(seen.at)}: ${seen.detail}`;
}
function sinceParts({ since, links }, runId, atMs) {
  if (since === null) return ["not known"];
  let own = since.runId === runId, lasted = atMs - Date.parse(since.at), age = own || Number.isNaN(lasted) ? "" : `, for ${formatDuration(Math.max(0, lasted))}`, by = own ? `${since.command}, this run` : since.command, why = since.reason === null ? "" : `: ${since.reason}`;
  return [`${isoSeconds(since.at)}${age}, by ${since.actor} (`, linked(by, links.run), `)${why}`];
}

// src/core/migrations/sql-text.ts
var MARKER = /^[ \t]*--[ \t-]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(up|down)|(up|down)[ \t]+migration)\b[^\n]*$/gim;
function sqlSections(text) {
  let sections = { up: "", down: "" }, current = "up", from = 0;
  for (let marker of text.matchAll(MARKER))
    sections[current] += text.slice(from, marker.index), current = (marker[1] ?? marker[2])?.toLowerCase() === "down" ? "down" : "up", from = marker.index + marker[0].length;
  return sections[current] += text.slice(from), sections;
}
var sqlStatements = (text) => placedStatements(text)?.map(({ words }) => words) ?? null;
function placedStatements(text) {
  let statements = [{ words: [], at: 0 }];
  for (let at = 0; at < text.length; ) {
    let token = readToken(text, at);
    if (token === null) return null;
    let current = statements.at(-1);
    token.word === ";" ? statements.push({ words: [], at: 0 }) : token.word !== "" && (current.words.length === 0 && (current.at = at), current.words.push(token.word)), at = token.end;
  }
  return statements.filter(({ words }) => words.length > 0).map(({ words, at }) => ({ words: words.join(" "), at }));
}
var BLANK = /\s+/y, LINE_COMMENT = /--[^\n]*/y, WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y, NUMBER = /[\d.]*\d[\w.]*/y, DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
function readToken(text, at) {
  let skipped3 = match(BLANK, text, at) ?? match(LINE_COMMENT, text, at);
  if (skipped3 !== null) return { word: "", end: at + skipped3.length };
  if (text.startsWith("/*", at)) return blockComment(text, at);
  let char = text[at];
  if (char === "'") return quoted3(text, at + 1, "'", !1, () => STRING);
  if (/[eE]/.test(char) && text[at + 1] === "'") return quoted3(text, at + 2, "'", !0, () => STRING);
  if (char === '"' || char === "`") return quoted3(text, at + 1, char, !1, quotedName);
  let quote = match(DOLLAR_QUOTE, text, at);
  if (quote !== null) {
    let end = text.indexOf(quote, at + quote.length);
    return end < 0 ? null : { word: STRING, end: end + quote.length };
  }
  let word = match(WORD, text, at) ?? match(NUMBER, text, at) ?? char;
  return { word: word.toUpperCase(), end: at + word.length };
}
var STRING = "''", quotedName = (name) => `"${name.replace(/[^\w$\u0080-\uffff]/g, "_")}"`;
function quoted3(text, start, quote, escapes, wordOf) {
  for (let at = start; at < text.length; at++)
    if (escapes && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return { word: wordOf(text.slice(start, at)), end: at + 1 };
      at++;
    }
  return null;
}
var COMMENT_MARK = /\/\*|\*\//g;
function blockComment(text, start) {
  COMMENT_MARK.lastIndex = start;
  let depth = 0;
  for (let mark = COMMENT_MARK.exec(text); mark !== null; mark = COMMENT_MARK.exec(text))
    if (depth += mark[0] === "/*" ? 1 : -1, depth === 0) return { word: "", end: COMMENT_MARK.lastIndex };
  return null;
}
function match(pattern, text, at) {
  return pattern.lastIndex = at, pattern.exec(text)?.[0] ?? null;
}

// src/core/migrations/sql-risk.ts
function judgeSqlFile(text) {
  let { up, down } = sqlSections(text);
  return { findings: judgeSql(up), hasDown: sqlStatements(down)?.length !== 0 };
}
var SHOWN_LINES = 100, LINE_LENGTH = 200;
function sourceOf(path, text) {
  let up = sqlSections(text).up.trim(), risks = /* @__PURE__ */ new Map(), created = /* @__PURE__ */ new Set();
  for (let { words, at } of placedStatements(up) ?? []) {
    let line = up.slice(0, at).split(`
`).length - 1, found = judgeStatement(words, created).map(({ what }) => what);
    found.length > 0 && risks.set(line, [...risks.get(line) ?? [], ...found]);
  }
  let lines = up.split(`
`).map((one, index) => ({
    text: clip(one.trimEnd(), LINE_LENGTH),
    risks: risks.get(index) ?? []
  }));
  return { path, lines: lines.slice(0, SHOWN_LINES), more: Math.max(0, lines.length - SHOWN_LINES) };
}
function judgeSql(text) {
  let statements = sqlStatements(text);
  if (statements === null) return [unknown("ends within a string, a name or a comment")];
  let created = /* @__PURE__ */ new Set();
  return statements.flatMap((statement) => judgeStatement(statement, created));
}
function judgeStatement(statement, created) {
  let creates = CREATE_TABLE.exec(statement)?.groups?.name;
  creates !== void 0 && created.add(nameOf2(creates));
  for (let { form, judge, many } of FORMS) {
    let found = form.exec(statement);
    if (found === null) continue;
    let name = nameOf2(found.groups?.name ?? ""), verdict = !many && created.has(name) ? null : judge(name, statement);
    return verdict === null ? [] : [verdict].flat();
  }
  return [unknown(`does something that cannot be judged: ${statement.split(" ").slice(0, 3).join(" ")}`)];
}
var harmless = () => null, NAME = "(?<name>[^ (]+(?: \\. [^ (]+)*)", nameOf2 = (name) => name.split(" . ").map((part) => /^".*"$/.test(part) ? part.slice(1, -1) : part.toLowerCase()).join("."), CREATE_TABLE = new RegExp(`^CREATE (?:[A-Z]+ )?TABLE (?!IF NOT EXISTS )${NAME}`), FORMS = [
  {
    form: /^(BEGIN|COMMIT|END|START TRANSACTION|SET|RESET|ANALYZE|VACUUM|REINDEX|LOCK|COMMENT ON|GRANT|REFRESH MATERIALIZED VIEW)( |$)/,
    judge: harmless
  },
  {
    form: /^CREATE (INDEX|([A-Z]+ )?TABLE|SCHEMA|TYPE|DOMAIN|EXTENSION|SEQUENCE|(RECURSIVE |MATERIALIZED )?VIEW|FUNCTION|PROCEDURE|AGGREGATE|STATISTICS|ROLE|USER) /,
    judge: harmless
  },
  {
    form: new RegExp(`^CREATE UNIQUE INDEX (?:[^ ]+ )*?ON (?:ONLY )?${NAME}`),
    judge: (name) => unknown(`refuses rows of ${name} that are not unique`)
  },
  {
    form: new RegExp(`^INSERT INTO ${NAME}`),
    judge: (name, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive(`inserts into ${name} and changes rows`) : null
  },
  {
    form: new RegExp(`^UPDATE (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`overwrites rows of ${name}`)
  },
  {
    form: new RegExp(`^DELETE FROM (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`deletes rows of ${name}`)
  },
  { form: /^(TRUNCATE|MERGE) /, judge: () => destructive("empties or overwrites tables") },
  {
    form: /^WITH /,
    judge: (_, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive("changes rows") : unknown("runs a query")
  },
  {
    form: new RegExp(`^DROP TABLE (?:IF EXISTS )?${NAME}(?: CASCADE| RESTRICT)?$`),
    judge: (name) => destructive(`drops table ${name}`)
  },
  {
    form: new RegExp(
      `^DROP (?:(?:FOREIGN )?TABLE|SCHEMA|DATABASE|(?:MATERIALIZED )?VIEW|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|AGGREGATE|EXTENSION|ROLE|USER|OWNED BY) (?:IF EXISTS )?${NAME}`
    ),
    judge: (name) => destructive(`drops ${name}`),
    many: !0
  },
  { form: new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}`), judge: judgeAlterTable },
  { form: new RegExp(`^ALTER TYPE ${NAME} ADD VALUE `), judge: harmless },
  {
    form: new RegExp(`^ALTER .*?${NAME} (?:RENAME|SET SCHEMA) `),
    judge: (name) => destructive(`renames ${name} or a part of it`),
    many: !0
  }
];
function judgeAlterTable(table, statement) {
  return splitActions(statement.replace(HEAD, "")).flatMap((action) => {
    for (let { form, judge } of ACTIONS) {
      let found = form.exec(action);
      if (found === null) continue;
      let verdict = judge({ table, column: nameOf2(found.groups?.name ?? ""), action });
      return verdict === null ? [] : [verdict].flat();
    }
    return [unknown(`changes ${table} in a way that cannot be judged: ${beginning(action)}`)];
  });
}
var HEAD = new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}(?: \\*)? `), beginning = (action) => action.split(" ").slice(0, 3).join(" ");
function splitActions(words) {
  let actions = [[]], depth = 0;
  for (let word of words.split(" "))
    word === "(" && (depth += 1), word === ")" && (depth -= 1), word === "," && depth === 0 ? actions.push([]) : actions.at(-1)?.push(word);
  return actions.map((action) => action.join(" "));
}
var ACTIONS = [
  {
    form: /^ADD (CONSTRAINT|PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|EXCLUDE)( |$)/,
    judge: ({ table }) => unknown(`refuses rows of ${table} that were allowed before`)
  },
  { form: new RegExp(`^ADD (?:COLUMN )?(?:IF NOT EXISTS )?${NAME} `), judge: judgeColumn },
  { form: /^DROP CONSTRAINT /, judge: harmless },
  {
    form: new RegExp(`^DROP (?:COLUMN )?(?:IF EXISTS )?${NAME}`),
    judge: ({ table, column }) => destructive(`drops column ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} (?:SET DATA )?TYPE `),
    judge: ({ table, column }) => destructive(`changes the type of ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET NOT NULL$`),
    judge: ({ table, column }) => destructive(`makes ${column} of ${table} not null`)
  },
  { form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET (DEFAULT|STATISTICS|STORAGE) `), judge: harmless },
  { form: /^(SET|RESET) \(|^(VALIDATE CONSTRAINT|ATTACH PARTITION|CLUSTER ON|OWNER TO) /, judge: harmless },
  { form: /^DETACH PARTITION /, judge: ({ table }) => destructive(`detaches a partition of ${table}`) },
  {
    form: /^(RENAME|SET SCHEMA) /,
    judge: ({ table }) => destructive(`renames ${table} or a part of it`)
  },
  { form: /^(MODIFY|CHANGE) /, judge: ({ table }) => destructive(`changes a column of ${table}`) }
];
function judgeColumn({ table, column, action }) {
  let mandatory = /(?<!IS )NOT NULL|PRIMARY KEY/.test(action), filled = / (DEFAULT|GENERATED|AUTO_INCREMENT|(BIG|SMALL)?SERIAL)( |$)/.test(action);
  return mandatory && !filled ? destructive(`adds column ${column} to ${table}, which is not null and has no default`) : null;
}

// src/core/migrations/script-risk.ts
function judgeScriptFile(text) {
  let script = readScript(text);
  if (script === null) return { findings: [unknown("cannot be read")], hasDown: !1 };
  let down = findDown(script.code), ways = { ...script, code: down === null ? script.code : without2(script.code, down) }, hasDown = down !== null && !/^down\s*=\s*false\b/.test(script.code.slice(down.from, down.to));
  return UP.test(ways.code) ? { findings: judgeCalls(ways), hasDown } : { findings: [unknown("exports no up that can be found")], hasDown };
}
var UP = /(?<![\w$])up\s*[=(:]/, DOWN = /(?<![\w$])down\s*[=(:]/g;
function findDown(code) {
  let depth = 0, from = 0;
  for (let { index } of code.matchAll(DOWN)) {
    for (let bracket of code.slice(from, index).match(BRACKET) ?? [])
      depth += OPENING.includes(bracket) ? 1 : -1;
    if (depth <= 1) return { from: index, to: endOfFunction(code, index) };
    from = index;
  }
  return null;
}
var OPENING = "([{", CLOSING = ")]}", BRACKET = /[()[\]{}]/g;
function endOfFunction(code, from) {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    let char = code[at];
    if (OPENING.includes(char)) depth += 1;
    else if (CLOSING.includes(char)) {
      if (depth -= 1, depth < 0) return at;
      if (depth === 0 && char === "}") return at + 1;
    } else if (depth === 0 && (char === ";" || char === "," || char === `
` && /^\s*(export|module|exports)\b/.test(code.slice(at))))
      return at;
  }
  return code.length;
}
var without2 = (code, { from, to }) => `${code.slice(0, from)}${" ".repeat(to - from)}${code.slice(to)}`, CALL = /(?<![\w$])(?<name>[A-Za-z_$][\w$]*)\s*(?:<[^<>()]*>\s*)?(?<open>[(`])/g, MAX_CALLS = 1e3;
function judgeCalls({ code, literals }) {
  if (/[)\]]\s*(\?\.\s*)?[(`]/.test(code)) return [unknown("calls something without a name")];
  let calls = [...code.matchAll(CALL)];
  if (calls.length > MAX_CALLS) return [unknown("is too long to be judged")];
  let created = /* @__PURE__ */ new Set();
  return calls.flatMap(({ index, groups, 0: whole }) => {
    let { name = "" } = groups, open = index + whole.length - 1, first = literals.find(({ at }) => at >= open && code.slice(open, at).trim().length <= 1);
    return judgeCall({ name, first: first?.text ?? null, args: argumentsAt(code, open) }, created);
  });
}
function argumentsAt(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at++)
    if (OPENING.includes(code[at]) && (depth += 1), CLOSING.includes(code[at]) && (depth -= 1), depth === 0) return code.slice(open + 1, at);
  return code.slice(open + 1);
}
function judgeCall(call, created) {
  let { name, first, args } = call;
  if (DEFINES.has(name)) return [];
  if (DECIDES.has(name)) return [unknown("decides at run time what to do")];
  if (RUNS_SQL.has(name))
    return first === null ? [unknown("runs SQL that is put together at run time")] : judgeSql(first);
  if (first !== null && created.has(first)) return [];
  if (name === "createTable" && first !== null && !/ifNotExists/.test(args) && created.add(first), ADDS.has(name) && !/\bunique\s*:\s*true\b/.test(args)) return [];
  let subject = first === null ? "" : ` on ${first}`;
  return name === "addColumn" || name === "addColumns" ? judgeColumns(subject, args) : name === "alterColumn" ? [judgeAlteration(subject, args)] : DESTROYS.test(name) ? [destructive(`calls ${name}${subject}`)] : [unknown(`calls ${name}${subject}`)];
}
var DEFINES = /* @__PURE__ */ new Set(["up", "function", "async", "require", "constructor"]), DECIDES = /* @__PURE__ */ new Set(["if", "for", "while", "switch", "catch"]), RUNS_SQL = /* @__PURE__ */ new Set(["sql", "query", "raw", "execute", "unsafe"]), ADDS = /* @__PURE__ */ new Set([
  "createTable",
  "createIndex",
  "addIndex",
  "createType",
  "addType",
  "addTypeValue",
  "createExtension",
  "addExtension",
  "createSchema",
  "createSequence",
  "createView",
  "createMaterializedView",
  "createFunction",
  "createDomain",
  "createRole",
  "dropConstraint",
  "refreshMaterializedView",
  "func",
  "noTransaction"
]), DESTROYS = /^(drop(Table|Column|View|MaterializedView|Type|Schema|Sequence|Function|Domain|Extension|Role|Database)|rename|truncate|delete|del$|update)/;
function judgeColumns(subject, args) {
  let mandatory = args.match(/\bnotNull\s*:\s*true\b/g) ?? [], described = args.match(/\{[^{}]*\bnotNull\s*:\s*true\b[^{}]*\}/g) ?? [];
  return described.some((column) => !/\bdefault\s*:/.test(column)) ? [destructive(`adds a column${subject} that is not null and has no default`)] : mandatory.length === described.length ? [] : [unknown(`adds columns${subject}`)];
}
var judgeAlteration = (subject, args) => /\b(type|notNull)\s*:/.test(args) ? destructive(`changes the type of a column${subject}, or makes it not null`) : unknown(`calls alterColumn${subject}`), TOKEN = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`/,
    // a slash that follows a value divides it
    /(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//,
    /['"`]|\/\*/
  ].map(({ source }) => source).join("|"),
  "g"
);
function readScript(text) {
  let literals = [], broken = !1, code = text.replace(TOKEN, (token, at) => {
    let quote = token[0];
    if ((token.length === 1 || token === "/*") && (broken = !0), quote === "/") return " ".repeat(token.length);
    let inner = token.slice(1, -1);
    return quote === "`" && isCutOff(inner) && (broken = !0), literals.push({ at, text: quote === "`" && inner.includes("${") ? null : inner }), `${quote}${" ".repeat(inner.length)}${quote}`;
  });
  return broken ? null : { code, literals };
}
var isCutOff = (template) => template.lastIndexOf("${") > template.lastIndexOf("}");

// src/core/migrations/judge.ts
var MAX_LENGTH = 1e5, MAX_REASONS = 5;
function judgeMigrations(config, changes, texts) {
  let only = (paths) => paths.filter((path) => isMigration(config, path));
  return [
    ...only(changes.added).map((path) => judgeNew(config, changes, path, texts.get(path) ?? null)),
    ...only(changes.changed).map(
      (path) => edited(path, "changed", "was edited after a version that has it ran")
    ),
    ...only(changes.removed).map(
      (path) => edited(path, "removed", "what runs has it, and this version does not")
    )
  ].sort((a, b) => a.path < b.path ? -1 : 1);
}
function judgeNew(config, { added, changed }, path, text) {
  let { findings, hasDown } = judgeText(path, text), file = downFileOf(path, [...added, ...changed]), inside = hasDown && (config.down === "any" || config.down === (isSql(path) ? "section" : "export")), beside = file !== null && (config.down === "any" || config.down === "file");
  return {
    path,
    change: "new",
    risk: worst(findings),
    reasons: [...new Set(findings.map(({ what }) => what))].slice(0, MAX_REASONS),
    down: inside ? path : beside ? file : null
  };
}
var edited = (path, change, why) => ({
  path,
  change,
  risk: "unknown",
  reasons: [why],
  down: null
}), isSql = (path) => /\.sql$/i.test(path);
function judgeText(path, text) {
  return text === null ? { findings: [unknown("cannot be read")], hasDown: !1 } : text.length > MAX_LENGTH ? { findings: [unknown("is too long to be judged")], hasDown: !1 } : isSql(path) ? judgeSqlFile(text) : /\.[cm]?[jt]s$/i.test(path) ? judgeScriptFile(text) : { findings: [unknown("is neither SQL nor a script")], hasDown: !1 };
}
var worst = (findings) => findings.some(({ risk }) => risk === "destructive") ? "destructive" : findings.length > 0 ? "unknown" : "additive";

// src/release/release-delta.ts
function deltasTo(run, release) {
  let found = /* @__PURE__ */ new Map();
  return (state) => {
    if (release === null) return Promise.resolve(NO_COMMIT);
    let choice = chooseRollbackTarget(state, release), target = choice.kind === "target" ? choice.release : null, key = JSON.stringify([state.running?.sha, target]), known2 = found.get(key) ?? findDelta(run, release, state.running, target);
    return found.set(key, known2), known2;
  };
}
var noCommit2 = skipped2("there is no commit to judge"), NO_COMMIT = { older: noCommit2, migrations: noCommit2, back: noCommit2, target: noCommit2 };
async function findDelta({ ports: { repository }, context, between }, release, running, target) {
  let { migrations: config } = context.config, since = (from) => from === null ? noVersion : migrationsBetween(repository, config, from.sha, release.sha), [older, migrations, back, present] = await Promise.all([
    running === null ? noVersion : isOlder(repository, release.sha, running.sha),
    since(running),
    target?.sha === running?.sha ? null : since(target),
    target === null ? noTarget : isPresent(repository, target.sha, release.sha)
  ]);
  return running !== null && between.set(betweenKey(running.sha, release.sha), migrations), target !== null && between.set(betweenKey(target.sha, release.sha), back ?? migrations), { older, migrations, back: back ?? migrations, target: present };
}
var noVersion = skipped2("nothing runs on the stage yet, so that everything is new"), noTarget = skipped2("there is no version to go back to"), isOlder = (repository, sha, running) => sha === running ? Promise.resolve({ kind: "known", value: !1 }) : repository.isAncestor(sha, running);
async function isPresent(repository, sha, other) {
  let compared = await repository.isAncestor(sha, other);
  return compared.kind === "known" ? { kind: "known", value: !0 } : compared;
}
async function migrationsBetween(repository, config, from, to) {
  if (config === void 0)
    return skipped2("migrations are not looked for; migrations.path in pipeline.json says where they are");
  if (from === to) return { kind: "known", value: [] };
  let changes = await repository.changes(from, to, config.path);
  if (changes.kind !== "known") return changes;
  let paths = changes.value.added.filter((path) => isMigration(config, path)), texts = await repository.contents(to, paths), byPath = new Map(paths.map((path, index) => [path, texts[index]]));
  return { kind: "known", value: judgeMigrations(config, changes.value, byPath) };
}

// src/release/report.ts
function buildReport(run, outcome, reason2, given = {}) {
  let { state, observed, leftSince, ...shown3 } = given, { command, context, ports, stage, tag, startedAt, values } = run, { runId, actor, runner, approvedBy = null } = context.identity, head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString()
  }, ciRun = runner.ci && ciRunText(runner.ci), changed = hasChanged(run, "deploy") || hasChanged(run, "rollback"), seen = reason2?.code === "LOCK_LOST" || reason2?.code === "LEASE_EXPIRED" ? null : seenInSmoke(run) ?? (observed === void 0 || changed ? null : seenBy(observed));
  return {
    ...emptyReport(head),
    ciRun,
    approvedBy,
    traceId: context.identity.traceId ?? null,
    because: run.because,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    migration: migrationOf(run),
    changed,
    outputs: outputsOf3(run),
    log: logOf(run),
    ...state === void 0 ? {} : { running: runningIn(state) },
    hooks: [...run.hooks],
    ...shown3,
    card: stage === null || state === void 0 ? null : stageCard(run, stage, state, seen),
    links: linksOf(context.forge ?? null, ciRun, { tag, running: state?.running ?? null, ...shown3 }),
    downtime: outcome === "rolled-back" ? downtimeOf(run, leftSince ?? null) : null,
    outcome,
    ok: isOk(outcome, command),
    gates: (shown3.gates ?? []).map((gate) => ({ ...gate, fix: gate.fix && filledFix(gate.fix, head) })),
    reason: reason2 && { ...reason2, fix: filledFix(reason2.fix, head) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime()
  };
}
function runningIn({ running }) {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified };
}
function stageCard(run, stage, state, seen) {
  let { config, forge = null } = run.context, policy = config.migrations?.fence.rollback ?? null, between = run.between.get(wayBackKey(state) ?? "") ?? NOT_LOOKED_AT;
  return cardOf({ stage, state, seen, between, policy, forge });
}
var NOT_LOOKED_AT = unavailable("they were not looked at.");
function wayBackOf2(state) {
  let from = stageToLeave(state).running, choice = chooseRollbackTarget(state, from);
  return from === null || choice.kind === "none" ? null : { from, to: choice.release };
}
function wayBackKey(state) {
  let way = wayBackOf2(state);
  return way && betweenKey(way.to.sha, way.from.sha);
}
async function lookBack(run, state) {
  let { migrations } = run.context.config, way = wayBackOf2(state);
  if (migrations === void 0 || way === null) return;
  let key = betweenKey(way.to.sha, way.from.sha);
  if (run.between.has(key)) return;
  let found = await migrationsBetween(run.ports.repository, migrations, way.to.sha, way.from.sha).catch(
    (error) => unavailable(messageOf(error))
  );
  run.between.set(key, found);
}
function seenInSmoke({ phases, values }) {
  let last = phases.findLast(({ name }) => ["smoke", "rollback", "rollback-smoke"].includes(name));
  if (last === void 0 || last.name === "rollback") return null;
  let smoke = values[last.name];
  return smoke === void 0 ? null : { at: endOf(last), asRecorded: smoke.verdict === "pass", detail: smoke.detail };
}
var endOf = ({ startedAt, durationMs }) => new Date(Date.parse(startedAt) + durationMs).toISOString();
function downtimeOf({ phases }, leftSince) {
  let phase = (wanted) => phases.find(({ name }) => name === wanted), [deployed, back] = [phase("deploy"), phase("rollback-smoke")], from = deployed === void 0 ? leftSince : endOf(deployed);
  if (from === null || back === void 0) return null;
  let to = endOf(back);
  return { from, to, durationMs: Date.parse(to) - Date.parse(from) };
}
function linksOf(forge, ciRun, shown3) {
  let run = ciRun === null ? null : runUrl(ciRun, forge);
  if (forge === null) return run === null ? null : { ...NO_LINKS, run };
  let { tag, sha = null, previous = null, running } = shown3, from = shown3.plan ? running : previous;
  return {
    repository: forge.url,
    tag: tag === null || sha === null ? null : tagUrl(forge, tag),
    commit: sha && commitUrl(forge, sha),
    compare: sha && from && from.sha !== sha ? compareUrl(forge, from.sha, sha) : null,
    run
  };
}
var NO_LINKS = { repository: null, tag: null, commit: null, compare: null };
function hasChanged({ values, effects }, phase) {
  let result = values[phase];
  return result === void 0 ? effects.has(phase) : result.ok || result.changed;
}
function migrationOf({ values, effects, phases }) {
  let result = values.migrate;
  if (result === void 0)
    return effects.has("migrate") ? UNFINISHED : phases.some(({ name }) => name === "migrate") ? NOT_STARTED : null;
  let { before, head } = result;
  return result.ok ? { status: "applied", before, head, detail: describeHeads(before, head) } : { status: result.touched ? "failed" : "not-run", before, head, detail: result.reason.message };
}
var NOT_STARTED = {
  status: "not-run",
  before: null,
  head: null,
  detail: "The migrations were not started."
};
function logOf({ values: { migrate, deploy, rollback } }) {
  return [migrate, deploy, rollback].flatMap(
    (result) => result === void 0 || result.ok ? [] : result.log
  );
}
function outputsOf3({ values }) {
  let { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values;
  return rollback?.ok === !0 && rollbackSmoke?.verdict === "pass" ? rollback.outputs : deploy?.ok === !0 && smoke?.verdict === "pass" ? deploy.outputs : {};
}

export {
  POLICIES,
  SHAPES,
  policyDocument,
  pass,
  skip,
  fail,
  gateResult,
  firstFailure,
  EFFECTS,
  EMPTY_STATE,
  holdAt,
  foldEntry,
  afterDeath,
  chooseRollbackTarget,
  isQuarantined,
  stageToLeave,
  findRollbackTarget,
  observedOf,
  tagServed,
  notAsked,
  unmet,
  uneven,
  describeSecret,
  setCommand,
  unfinished,
  isUndecided,
  matchesAny,
  judgeCi,
  judgeDrift,
  judgeIncidents,
  judgeNewMigrations,
  judgeStageCredentials,
  judgeTree,
  judgeSecrets,
  nameOf,
  ok,
  missing,
  differs,
  unseen,
  prerequisite,
  commandOf,
  forgeOf,
  commitUrl,
  runUrl,
  changeRequests,
  judgeRollbackMigrations,
  NOTHING_IN_THE_WAY,
  seenBy,
  cardLines,
  finding,
  diagnose,
  findingTally,
  MAX_REVIEWERS,
  prerequisitesOf,
  isMet,
  tally,
  appendEntries,
  mayPass,
  readStage,
  viewOf,
  known,
  skipped2 as skipped,
  unavailable,
  findMissingScripts,
  withApproval,
  Run,
  untilAborted,
  unknownUrls,
  runSmoke,
  OFFLINE,
  observeStage,
  lookAt,
  outputsOf,
  reviewStageSecrets,
  reviewNewestSecrets,
  newestVersion,
  storeSecret,
  namesOfSecrets,
  gatherInputs,
  gatherPassing,
  checkCi,
  windowsOf,
  checkCredentials,
  sourceOf,
  deltasTo,
  migrationsBetween,
  describeHeads,
  describeFailure,
  newestMigration,
  buildReport,
  runningIn,
  stageCard,
  lookBack
};
