// Made by `npm run build` from src/engine: change it there.
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
  finding,
  findingTally
} from "./core-doctor-finding.js";
import {
  commandOf,
  differs,
  github,
  iam,
  judged,
  missing,
  nameOf,
  ok,
  prerequisite,
  repositoryPath,
  tally,
  unknown,
  unseen
} from "./core-setup-prerequisite.js";
import {
  retry
} from "./core-retry.js";
import {
  checkCredentials,
  findMissingScripts,
  namesOfSecrets,
  newestVersion,
  reviewNewestSecrets,
  reviewStageSecrets,
  storeSecret,
  windowsOf
} from "./release-gate-inputs.js";
import {
  readStage
} from "./release-append.js";
import {
  OFFLINE,
  Run,
  buildReport,
  describeScripts,
  describeSecret,
  lookBack,
  notAsked,
  observeStage,
  setCommand,
  tagServed,
  uneven,
  unlisted,
  unmet
} from "./common-6.js";
import {
  judgeCredentials,
  phaseSeconds,
  sessionSeconds,
  wantedAws
} from "./core-aws-credentials.js";
import {
  known,
  skipped,
  unavailable
} from "./core-fact.js";
import "./core-ledger-fold.js";
import "./core-ledger-record.js";
import "./core-forge.js";
import "./core-ledger-runner.js";
import "./core-config-command-rules.js";
import {
  emptyReport,
  parseTag,
  require_parse,
  require_re,
  require_semver
} from "./semver.js";
import "./core-secret.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import {
  PipelineError,
  usageError
} from "./core-errors.js";
import {
  STAGES,
  otherStage
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  readJson
} from "./core-json.js";
import "./core-config-fields.js";
import {
  clip,
  counted,
  meant,
  sentence
} from "./core-text.js";
import "./valibot.js";
import {
  __commonJS,
  __toESM
} from "./common.js";

// node_modules/semver/functions/coerce.js
var require_coerce = __commonJS({
  "node_modules/semver/functions/coerce.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), parse = require_parse(), { safeRe: re, t } = require_re(), coerce2 = (version, options) => {
      if (version instanceof SemVer)
        return version;
      if (typeof version == "number" && (version = String(version)), typeof version != "string")
        return null;
      options = options || {};
      let match = null;
      if (!options.rtl)
        match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
      else {
        let coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL], next;
        for (; (next = coerceRtlRegex.exec(version)) && (!match || match.index + match[0].length !== version.length); )
          (!match || next.index + next[0].length !== match.index + match[0].length) && (match = next), coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
        coerceRtlRegex.lastIndex = -1;
      }
      if (match === null)
        return null;
      let major = match[2], minor = match[3] || "0", patch = match[4] || "0", prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : "", build = options.includePrerelease && match[6] ? `+${match[6]}` : "";
      return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options);
    };
    module.exports = coerce2;
  }
});

// node_modules/semver/functions/compare.js
var require_compare = __commonJS({
  "node_modules/semver/functions/compare.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), compare2 = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
    module.exports = compare2;
  }
});

// node_modules/semver/functions/lt.js
var require_lt = __commonJS({
  "node_modules/semver/functions/lt.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), lt2 = (a, b, loose) => compare2(a, b, loose) < 0;
    module.exports = lt2;
  }
});

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
var ROLE_SESSION_SECONDS = 7200;
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

// src/core/doctor/doctor.ts
var import_coerce = __toESM(require_coerce(), 1), import_compare = __toESM(require_compare(), 1), import_lt = __toESM(require_lt(), 1);

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
      let has2 = values.length === 0 ? "does not have it" : `has ${values.join(", ")}`;
      return [`The policy wants ${name} to be ${patterns.join(" or ")}; the token ${has2}.`];
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

// src/core/doctor/doctor.ts
var diagnose = (facts) => [
  finding("CONFIG", null, "ok", "pipeline.json is valid"),
  ...machineFindings(facts.machine),
  checkoutFinding(facts),
  judged2(
    "SCRIPTS",
    null,
    facts.scripts,
    ({ tag, missing: missing2 }) => missing2.length === 0 ? ["ok", `${tag} has everything that pipeline.json starts`] : ["fail", `${tag} lacks what pipeline.json starts: ${describeScripts(missing2)}`]
  ),
  ...STAGES.flatMap((stage) => windowsFinding(facts, stage)),
  judged2("LEDGER_READ", null, facts.ledgerRead, () => ["ok", facts.ledger]),
  judged2("LEDGER_WRITE", null, facts.ledgerWrite, () => ["ok", `${facts.ledger}; tried without writing`]),
  tokenFinding(facts.claims),
  ...STAGES.map((stage) => credentialsFinding(facts, stage)),
  ...STAGES.map((stage) => trustFinding(facts, stage)),
  ...facts.prerequisites.kind === "known" ? prerequisiteFindings(facts.prerequisites.value) : [unseen2("PREREQUISITES", null, facts.prerequisites)],
  ...secretFindings(facts.secrets, facts.runner),
  ...facts.channels.map(channelFinding),
  ...STAGES.map((stage) => appFinding(facts, stage))
];
function channelFinding({ name, state }) {
  return state.kind === "known" ? finding("NOTIFY", null, "ok", `${name}: ${state.value}`) : state.kind === "skipped" ? finding("NOTIFY", null, "skipped", `${name}: ${state.why}`) : finding("NOTIFY", null, "warn", `${name}: ${state.message}`);
}
function judged2(code, stage, fact, judge) {
  return fact.kind === "known" ? finding(code, stage, ...judge(fact.value)) : unseen2(code, stage, fact);
}
var unseen2 = (code, stage, fact) => fact.kind === "skipped" ? finding(code, stage, "skipped", fact.why) : finding(code, stage, "fail", fact.message), OLDEST_GIT = "2.31.0", machineFindings = ({ git, engine, wantedEngine }) => [
  judged2(
    "GIT_VERSION",
    null,
    git,
    (seen) => (0, import_lt.default)((0, import_coerce.default)(seen) ?? OLDEST_GIT, OLDEST_GIT) ? ["fail", `git ${seen}`] : ["ok", `git ${seen}`]
  ),
  judged2("ENGINE_VERSION", null, engine, (seen) => {
    let [have, want] = [(0, import_coerce.default)(seen), (0, import_coerce.default)(wantedEngine)], what = `${seen}; the module asks for ${wantedEngine}`;
    return have === null || want === null ? ["warn", what] : (0, import_compare.default)(have, want) < 0 ? ["fail", what] : have.major === want.major && have.minor === want.minor ? ["ok", what] : ["warn", what];
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
    let what = `iss ${shown(iss)}, aud ${shown(aud)}, sub ${shown(sub)}`;
    return [aud].flat().includes(AUDIENCE) ? ["ok", what] : ["fail", what];
  });
}
var shown = (claim) => clip(typeof claim == "string" ? claim : JSON.stringify([claim]).slice(1, -1), 200);
function credentialsFinding({ stages }, stage) {
  return judged2("CREDENTIALS", stage, stages[stage].credentials, ({ found, wanted, neededSeconds }) => {
    let verdict = judgeCredentials(found, wanted, neededSeconds);
    return "pass" in verdict ? ["ok", verdict.pass] : ["fail", verdict.fail.message, verdict.fail.fix];
  });
}
function trustFinding({ claims, stages }, stage) {
  let skip = (why) => finding("OIDC_TRUST", stage, "skipped", why);
  if (claims.kind !== "known") return skip("this job has no token to judge");
  let { environment } = claims.value;
  if (environment !== stage)
    return skip(
      environment === void 0 ? "this job is in no environment" : `this job is in environment ${shown(environment)}`
    );
  let { trust } = stages[stage];
  if (trust.kind !== "known") return skip(trust.kind === "skipped" ? trust.why : trust.message);
  let policy = trust.value === null ? null : readPolicy(trust.value);
  if (policy === null) return skip("there is no trust policy that can be read");
  let faults = trustFaults(policy, ISSUER, claims.value);
  return faults.length === 0 ? finding("OIDC_TRUST", stage, "ok", `the role's trust policy lets ${shown(claims.value.sub)} in`) : finding("OIDC_TRUST", stage, "fail", faults.join(" "));
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
  let { app, unrecorded } = stages[stage], { sighting, at, detail } = app, what = at === null ? detail : `${detail} (seen ${at})`;
  return unrecorded === null ? finding("APP", stage, APP_STATUS[sighting], what) : finding("APP", stage, "warn", what, `Record it: \`adopt --tag ${unrecorded} --stage ${stage}\`.`);
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
  return seen.kind === "skipped" ? [skipped2("SECRETS", seen.why), skipped2("SECRETS_PARITY", seen.why)] : seen.kind === "unavailable" ? [
    finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
    skipped2("SECRETS_PARITY", "the stages' secrets cannot be listed")
  ] : [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)];
}
var skipped2 = (code, why) => finding(code, null, "skipped", why);
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
  let present = seen !== null && Array.isArray(seen.refs) ? seen.refs : null, lacking = wanted.filter((ref) => !has(present ?? [], ref)), foreign = (present ?? []).filter((ref) => !has(wanted, ref));
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
var has = (refs, wanted) => refs.some(({ name, type }) => name === wanted.name && type === wanted.type), refNames = (refs) => refs.map(({ name, type }) => `${type} ${name}`).join(", ");
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

// src/core/setup/request.ts
function readSetupRequest(request, config) {
  let stages = STAGES.filter((stage) => request.only === "" || request.only === stage), reviewers = request.reviewers.split(",").map((name) => name.trim()).filter((name) => name !== ""), problems = [
    ...stages.length > 0 ? [] : [{ path: "--only", message: `must be one of: ${STAGES.join(", ")}` }],
    ...reviewers.filter((name) => !REVIEWER.test(name)).map((name) => ({
      path: "--reviewer",
      message: `${JSON.stringify(name)} is neither a login nor org/team`
    })),
    ...reviewers.length > MAX_REVIEWERS ? [{ path: "--reviewer", message: `GitHub allows at most ${MAX_REVIEWERS}` }] : []
  ], roles = stages.map((stage) => ({
    stage,
    role: attempt(() => roleOf(request, stage, config), problems)
  }));
  if (problems.length > 0) throw usageError("USAGE", "This cannot be set up.", problems);
  let [owner = "", repository = ""] = request.repository.split("/");
  return {
    owner,
    repository,
    account: request.account,
    stages: roles.map(({ stage, role }) => ({
      stage,
      role,
      others: STAGES.filter((one) => one !== stage).map((one) => roleOf(request, one, config)),
      configured: {
        roleArn: config.stages[stage].roleArn ?? null,
        region: config.stages[stage].region ?? null
      },
      sessionSeconds: sessionSecondsOf(config)
    })),
    reviewers: [...new Set(reviewers)],
    mainBranch: config.mainBranch,
    tagPrefix: config.tagPrefix,
    ledgerRemote: config.ledger.remote ?? null
  };
}
var REVIEWER = /^[A-Za-z0-9][\w-]{0,38}(\/[\w.-]{1,100})?$/, roleOf = ({ repository, account }, stage, config) => readDeployRole({
  repository,
  account,
  stage,
  app: config.app,
  ownerId: "",
  repositoryId: "",
  region: config.stages[stage].region ?? "",
  // a role that pipeline.json names already is the one to be made
  role: roleIn(config.stages[stage].roleArn) ?? "",
  claims: ""
}), roleIn = (arn) => arn?.split(":role/")[1] ?? null;
function attempt(read, problems) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    let isNew = (problem) => !problems.some(({ path, message }) => path === problem.path && message === problem.message);
    return problems.push(...error.problems.filter(isNew)), null;
  }
}
var withIds = (target, { id, ownerId }) => ({
  ...target,
  stages: target.stages.map((wanted) => ({
    ...wanted,
    role: { ...wanted.role, ids: { owner: ownerId, repository: id } }
  }))
}), SHORTEST_SECONDS = 3600, sessionSecondsOf = (config) => Math.max(SHORTEST_SECONDS, sessionSeconds(phaseSeconds(config)));

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
function judgeRole({ stage, role, sessionSeconds: sessionSeconds2 }, seen) {
  let trust = trustPolicy(role), name = { RoleName: role.name }, arn = deployRoleArn(role), document = JSON.stringify(trust);
  if (seen === null)
    return missing(
      `there is no role ${role.name}`,
      iam("CreateRole", {
        ...name,
        ...role.path === "/" ? {} : { Path: role.path },
        AssumeRolePolicyDocument: document,
        MaxSessionDuration: sessionSeconds2
      })
    );
  if (seen.arn !== arn)
    return differs(
      `${role.name} is ${seen.arn}, not ${arn}: set stages.${stage}.roleArn to the existing one, or delete that role`
    );
  let isTrusted = saysTheSame(seen.trust, trust), isLong = seen.maxSessionSeconds >= sessionSeconds2;
  if (isTrusted && isLong) return ok(arn);
  if (!isTrusted && role.ids === null)
    return unknown(`${role.name} exists; who it trusts cannot be judged without GitHub`);
  let faults = [
    ...isTrusted ? [] : ["its trust policy differs"],
    ...isLong ? [] : [`its sessions last ${seen.maxSessionSeconds} s, and a deploy may need ${sessionSeconds2} s`]
  ];
  return differs(
    `${role.name}: ${faults.join("; ")}`,
    ...isTrusted ? [] : [iam("UpdateAssumeRolePolicy", { ...name, PolicyDocument: document })],
    ...isLong ? [] : [iam("UpdateRole", { ...name, MaxSessionDuration: sessionSeconds2 })]
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
var seenIn = ({ repository }, judge) => repository.kind === "known" ? judge(repository.value) : { ...unknown("the repository was not seen"), asked: !1 };
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
  return protectedTags === null ? unknown("the repository's rules cannot be read") : isAbout2(target, protectedTags) ? ok(`a rule protects ${tagPrefix}* tags`) : missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag in any case`
  );
}
function tagMakers(target, facts) {
  let title = "Rules say who may make a version tag, and so deploy to staging", verdict = seenIn(facts, ({ guardedTags }) => judgeTagMakers(target, guardedTags)), byHand = verdict.state === "missing" ? [commandOf(tagRuleset(target))] : [];
  return { ...prerequisite("tag-makers", title, null, verdict, !0), byHand };
}
function judgeTagMakers(target, guardedTags) {
  let { tagPrefix, mainBranch } = target, remains = `anyone who may push can put a ${tagPrefix}* tag on any commit of ${mainBranch}, and so deploy it to staging; one that is elsewhere the gate main refuses`;
  return guardedTags === null ? unknown(
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
}), ADMINISTRATORS = 5, ALL = "The stage has every secret that the newest version needs";
function secretPrerequisites(stage, seen, runner) {
  if (seen.kind !== "known")
    return [prerequisite("secrets", ALL, stage, unseen(seen), seen.kind === "skipped")];
  let { release, review } = seen.value, { tag } = release, required = review.rows.filter((row) => row.required);
  return required.length === 0 ? [prerequisite("secrets", ALL, stage, ok(`${tag} needs none`))] : required.map((row) => {
    let { name } = row, one = prerequisite(`secret ${name}`, "The stage has its value", stage, judgeSecret(row, tag));
    return row.state === "set" ? one : { ...one, byHand: [setCommand(runner, { name, stage, tag })], secret: { name, stage, release } };
  });
}
function judgeSecret({ state }, tag) {
  switch (state) {
    case "set":
      return ok("set");
    case "missing":
      return missing(`it is not set, and ${tag} needs it`);
    default:
      return differs(state === "empty" ? "it is empty" : "it is a placeholder");
  }
}

// src/admin/doctor.ts
async function doctor(context, { repository, offline = !1 }) {
  let run = new Run(context, "doctor", null, null), found = await run.phase(
    "look",
    async () => diagnose(await look(run, context.ports, { repository, offline })),
    (findings) => ({ ok: !findings.some(isFailure), detail: findingTally(findings) })
  );
  return conclude(run, found);
}
var isFailure = ({ status }) => status === "fail";
function conclude(run, findings) {
  return findings.some(isFailure) ? buildReport(run, "blocked", reason("DOCTOR_FAILED", sentence(findingTally(findings))), { findings }) : buildReport(run, "done", null, { findings });
}
function rescueDoctor(command, error, { runId, actor }, now) {
  if (command !== "doctor" || !(error instanceof PipelineError)) throw error;
  let { reason: why, problems } = error;
  if (why.code !== "CONFIG_INVALID" && why.code !== "CONFIG_MISSING") throw error;
  let ledger = "not looked at", startedAt = now.toISOString();
  return {
    ...emptyReport({ command, app: "unknown", stage: null, tag: null, ledger, runId, actor, startedAt }),
    outcome: "blocked",
    ok: !1,
    reason: reason("DOCTOR_FAILED", why.message),
    findings: problems.length === 0 ? [finding("CONFIG", null, "fail", why.message, why.fix)] : problems.map(
      ({ at = "", path, message, fix }) => finding("CONFIG", null, "fail", `${at} ${path} ${message}`.trim(), fix)
    )
  };
}
var hasOwnFix = (error) => error instanceof PipelineError && ["LEDGER_WENT_BACK", "LEDGER_LOCKED"].includes(error.reason.code);
async function factOf(ask) {
  try {
    return known(await ask());
  } catch (error) {
    return unavailable(hasOwnFix(error) ? `${error.message} ${error.reason.fix}` : error);
  }
}
async function look(run, admin, { repository, offline }) {
  let { ledger, repository: tags } = run.ports, { diagnostics } = admin, views = factOf(() => ledger.read(STAGES)), [channels, machine, checkout, versions, scripts, read, write, claims, seen, apps, ...credentials] = await Promise.all([
    lookAtChannels(admin),
    diagnostics.machine(),
    diagnostics.checkout(),
    factOf(async () => versionsIn(await tags.tags(), run)),
    scriptsOfNewest(run),
    views,
    factOf(() => ledger.rehearse()),
    diagnostics.claims(),
    lookAsAdministrator(run, admin, repository),
    views.then((read2) => observeApps(run, read2, offline)),
    ...STAGES.map((stage) => checkCredentials(run, stage))
  ]), now = run.ports.clock.now(), openings = await Promise.all(STAGES.map(async (stage) => (await windowsOf(run, stage))(now))), [staging, production] = STAGES.map((stage, index) => ({
    credentials: credentials[index],
    ...apps[stage],
    opening: openings[index]
  }));
  return {
    machine,
    checkout,
    versions,
    scripts,
    ledger: ledger.where,
    ledgerRead: read.kind === "known" ? known(!0) : read,
    ledgerWrite: write.kind === "known" ? known(!0) : write,
    claims,
    prerequisites: seen.prerequisites,
    secrets: await compareSecrets(run, { staging, production }),
    channels,
    runner: run.context.identity.runner.kind,
    stages: {
      staging: { ...staging, trust: seen.trust.staging },
      production: { ...production, trust: seen.trust.production }
    }
  };
}
async function lookAtChannels({ channels }) {
  let kept = (await channels()).filter(({ isKept }) => isKept);
  return Promise.all(kept.map(async (channel) => ({ name: channel.name, state: await channel.probe() })));
}
async function scriptsOfNewest(run) {
  let newest = await factOf(() => newestVersion(run));
  if (newest.kind !== "known") return newest;
  if (newest.value === null) return skipped("no version is tagged yet");
  let { tag } = newest.value, missing2 = await findMissingScripts(run, newest.value);
  return missing2.kind === "known" ? known({ tag, missing: missing2.value }) : missing2;
}
async function compareSecrets(run, stages) {
  let without = STAGES.find((stage) => !mayAsk(stages[stage].credentials));
  return without !== void 0 ? skipped(`there are no credentials to list the secrets of ${without} with`) : reviewNewestSecrets(run, "staging", !0);
}
function mayAsk(credentials) {
  if (credentials.kind !== "known") return credentials.kind === "skipped";
  let { found, wanted, neededSeconds } = credentials.value;
  return "pass" in judgeCredentials(found, wanted, neededSeconds);
}
var versionsIn = (tags, { context }) => tags.filter((tag) => parseTag(tag, context.config.tagPrefix) !== null).length;
async function lookAsAdministrator(run, admin, given) {
  let nothing = (fact) => ({
    prerequisites: fact,
    trust: { staging: fact, production: fact }
  }), accounts = STAGES.map((stage) => ({ stage, account: accountOf(run, stage) }));
  if (accounts.every(({ account }) => account === null))
    return nothing(skipped("pipeline.json names no role and no account in AWS"));
  let repository = given === null ? await admin.diagnostics.repository() : known(given);
  if (repository.kind !== "known") return nothing(repository);
  let looks = [];
  for (let account of new Set(accounts.map((one) => one.account))) {
    if (account === null) continue;
    let stages = accounts.filter((one) => one.account === account).map(({ stage }) => stage);
    looks.push(await lookAtAccount(run, admin.platforms, { repository: repository.value, account, stages }));
  }
  let [first, second] = looks;
  return second === void 0 ? first : merge(first, second);
}
var accountOf = ({ context }, stage) => wantedAws(context.config, stage)?.account ?? null;
async function lookAtAccount(run, platforms, { repository, account, stages }) {
  let [first = "", ...more] = stages, only = more.length === 0 ? first : "", target = readSetupRequest({ repository, account, only, reviewers: "" }, run.context.config), facts = await platforms.look(target), whole = facts.repository.kind === "known" ? withIds(target, facts.repository.value) : target, trustOf = (stage) => {
    let { role } = facts.stages[stage];
    return role.kind === "known" ? known(role.value?.trust ?? null) : role;
  };
  return {
    prerequisites: known(prerequisitesOf(whole, facts)),
    trust: { staging: trustOf("staging"), production: trustOf("production") }
  };
}
var merge = (staging, production) => ({
  prerequisites: known([staging, production].flatMap(({ prerequisites }) => listOf(prerequisites))),
  trust: { staging: staging.trust.staging, production: production.trust.production }
}), listOf = (fact) => fact.value;
async function observeApps(run, views, offline) {
  let look3 = async (stage) => offline ? recorded(notAsked(OFFLINE)) : observeApp(run, stage, views);
  return { staging: await look3("staging"), production: await look3("production") };
}
var recorded = (app) => ({ app, unrecorded: null }), PATIENCE_MS = 1e4, AGAIN = ["no-answer", "unreachable", "unidentified"];
async function observeApp(run, stage, views) {
  if (views.kind !== "known") return recorded(notAsked("the ledger cannot be read"));
  let state = views.value.find((view) => view.stage === stage)?.state;
  if (state?.running == null) {
    let seen = state && await observeStage(run, stage, state);
    return seen?.sighting === "drift" ? { app: seen, unrecorded: tagServed(seen, run.context.config.tagPrefix) } : recorded(notAsked(`${stage} has no deploy yet`));
  }
  let { clock, deployer, signal } = run.ports, reached = run.context.identity.runner.kind === "engine" ? lasting(() => deployer.reach(stage, state.running)) : void 0, { maxIntervalSeconds, intervalSeconds } = run.context.config.smoke, until = clock.monotonicMs() + PATIENCE_MS;
  for (let pauseMs = intervalSeconds * 1e3; ; pauseMs = Math.min(pauseMs * 2, maxIntervalSeconds * 1e3)) {
    let seen = await observeStage(run, stage, state, reached);
    if (!AGAIN.includes(seen.sighting) || clock.monotonicMs() + pauseMs > until) return recorded(seen);
    await clock.sleep(pauseMs, signal);
  }
}
function lasting(ask) {
  let asked;
  return () => (asked ??= ask(), asked);
}

// src/admin/setup.ts
async function setup(context, request) {
  let { platforms, askSecret } = context.ports, run = new Run(context, "setup", null, null), target = readSetupRequest(request, context.config), looked = await look2(run, platforms, target), secrets2 = await lookAtSecrets(run, target), found = [...looked, ...secrets2];
  if (!request.apply) {
    let prerequisites2 = found.map((one) => resultOf(one, one.changes, !1, null));
    return buildReport(run, "done", null, { prerequisites: prerequisites2 });
  }
  let made = isElsewhere(looked) ? /* @__PURE__ */ new Map() : await makeAll(run, platforms, looked), given = await promptSecrets(run, askSecret, secrets2), [settled, held] = await Promise.all([
    made.size === 0 ? looked : lookUntilSettled(run, platforms, target, made),
    given.size === 0 ? secrets2 : lookAtSecrets(run, target)
  ]), after = [...settled, ...held], outcomes = new Map([...made, ...given]), planned = new Map(found.map((before) => [nameOf(before), before.changes])), prerequisites = after.map((one) => {
    let name = nameOf(one), outcome = outcomes.get(name), applied = outcome === null && one.state === "ok", changes = applied ? planned.get(name) : one.changes;
    return resultOf(one, changes, applied, outcome ?? null);
  });
  return isMet(after) ? buildReport(run, "done", null, { prerequisites }) : buildReport(run, "failed", reason("SETUP_INCOMPLETE", sentence(tally(after))), { prerequisites });
}
var isElsewhere = (found) => found.some(({ id, state, asked }) => id === "repository" && asked && state !== "ok");
function look2(run, platforms, target) {
  return run.phase(
    "look",
    async () => {
      let facts = await platforms.look(target), { repository } = facts, known2 = repository.kind === "known" ? withIds(target, repository.value) : target;
      return prerequisitesOf(known2, facts);
    },
    (found) => ({ ok: !0, detail: tally(found) })
  );
}
function lookAtSecrets(run, { stages }) {
  return run.phase(
    "secrets",
    async () => {
      let found = [];
      for (let { stage } of stages) {
        let seen = await reviewNewestSecrets(run, stage);
        found.push(...secretPrerequisites(stage, seen, run.context.identity.runner.kind));
      }
      return found;
    },
    (found) => ({ ok: !0, detail: found.map((one) => `${nameOf(one)}: ${one.detail}`).join("; ") })
  );
}
async function makeAll(run, platforms, found) {
  let made = /* @__PURE__ */ new Map();
  for (let one of found) {
    if (one.changes.length === 0 || run.ports.signal.aborted) continue;
    let name = nameOf(one), fault = await run.phase(
      name,
      () => make(platforms, one),
      (failed) => ({ ok: failed === null, detail: failed ?? one.title })
    );
    made.set(name, fault);
  }
  return made;
}
async function make(platforms, { changes }) {
  for (let change of changes) {
    let fault = await platforms.perform(change);
    if (fault !== null) return fault;
  }
  return null;
}
async function promptSecrets(run, ask, prerequisites) {
  let given = /* @__PURE__ */ new Map();
  for (let one of prerequisites) {
    let { secret } = one;
    if (secret === null || run.ports.signal.aborted) continue;
    let value = await ask(secret.name, secret.stage);
    if (value === null) continue;
    let fault = await run.phase(
      nameOf(one),
      async () => (await storeSecret(run, secret, value))?.message ?? null,
      (failed) => ({ ok: failed === null, detail: failed ?? one.title })
    );
    given.set(nameOf(one), fault);
  }
  return given;
}
var SETTLE = { delaysMs: [2e3, 2e3, 2e3] };
function lookUntilSettled(run, platforms, target, made) {
  let { clock, signal } = run.ports, lags = (one) => one.state !== "ok" && made.get(nameOf(one)) === null;
  return retry(
    SETTLE,
    { clock, signal },
    () => look2(run, platforms, target),
    (seen) => seen.some(lags)
  );
}
function resultOf({ changes: _changes, asked: _asked, secret: _secret, ...prerequisite2 }, changes, applied, fault) {
  let detail = fault === null ? prerequisite2.detail : `${prerequisite2.detail}; not changed: ${fault}`, byHand = [...prerequisite2.byHand];
  return { ...prerequisite2, byHand, detail, commands: changes.map(commandOf), applied };
}

// src/admin/commands.ts
async function trustPolicy2({ clock, say, identity }, request) {
  let document = policyDocument(request);
  for (let note of document.notes) say(note);
  let head = {
    command: "trust-policy",
    app: request.repository,
    stage: request.stage,
    tag: null,
    ledger: "not used",
    runId: identity.runId,
    actor: identity.actor,
    startedAt: clock.now().toISOString()
  };
  return { ...emptyReport(head), document };
}
async function secrets(context, { stage, tag }) {
  let { run, release, shown: shown2 } = await begin(context, "secrets", { stage, tag });
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown2);
  let fact = await reviewStageSecrets(run, stage, release, !0);
  if (fact.kind === "skipped") return buildReport(run, "blocked", reason("NO_SECRET_STORE"), shown2);
  if (fact.kind === "unavailable") return buildReport(run, "blocked", unlisted(fact.message), shown2);
  let seen = { ...shown2, secrets: fact.value }, lacking = unmet(fact.value);
  if (lacking.length === 0) return buildReport(run, "done", null, seen);
  let message = `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`;
  return buildReport(run, "blocked", reason("SECRETS_MISSING", message), seen);
}
async function setSecret(context, { stage, tag, name, value, isNew = !1 }) {
  let { run, release, shown: shown2 } = await begin(context, "secrets-set", { stage, tag });
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown2);
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
    return buildReport(run, "blocked", reason("SECRET_NOT_SET", "A name begins with a capital letter, then letters and digits."), shown2);
  let known2 = isNew ? [name] : await namesOfSecrets(run, release);
  if (!known2.includes(name)) {
    let like = meant(name, known2), list = known2.length === 0 ? "none" : known2.join(", "), hint = like === null ? ` It declares ${list}.` : ` Did you mean ${like}?`, message = `${tag} declares no secret ${name}, and pipeline.json names none.${hint}`;
    return buildReport(run, "blocked", reason("SECRET_UNKNOWN", message), shown2);
  }
  let refused = await storeSecret(run, { name, stage, release }, value);
  return buildReport(run, refused === null ? "done" : "blocked", refused, shown2);
}
async function begin(context, command, { stage, tag }) {
  let run = new Run(context, command, stage, tag), { ledger, repository } = run.ports, [view, { sha }] = await Promise.all([
    readStage(ledger, stage),
    repository.lookUp(tag, context.config.mainBranch)
  ]);
  return await lookBack(run, view.state), { run, release: sha === null ? null : { tag, sha }, shown: { sha, state: view.state } };
}
export {
  doctor,
  rescueDoctor,
  secrets,
  setSecret,
  setup,
  trustPolicy2 as trustPolicy
};
