// Made by `npm run build` from src/engine: change it there.
import {
  isMet,
  prerequisitesOf,
  readSetupRequest,
  secretPrerequisites,
  withIds
} from "./core-setup-setup.js";
import {
  AUDIENCE,
  ISSUER,
  POLICY_NAME,
  boundaryArn,
  boundaryName,
  boundaryPolicy,
  permissionsPolicy,
  providerArn,
  trustPolicy
} from "./core-aws-policies.js";
import {
  deployRoleArn,
  partitionOf,
  readDeployRole
} from "./core-aws-deploy-role.js";
import {
  retry
} from "./core-retry.js";
import {
  commandOf,
  nameOf,
  tally
} from "./core-setup-prerequisite.js";
import {
  reviewNewestSecrets,
  storeSecret
} from "./release-secrets.js";
import "./release-ports.js";
import {
  Run,
  buildReport
} from "./common-7.js";
import "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import "./release-append.js";
import "./core-ledger-fold.js";
import {
  emptyReport
} from "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import {
  otherStage
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import {
  clip,
  meant,
  sentence
} from "./valibot.js";
import "./common.js";

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

// src/admin/setup.ts
async function setup(context, request) {
  let { platforms, askSecret } = context.ports, run = new Run(context, "setup", null, null), target = readSetupRequest(request, context.config), looked = await look(run, platforms, target), secrets = await lookAtSecrets(run, target), found = [...looked, ...secrets];
  if (!request.apply) {
    let prerequisites2 = found.map((one) => resultOf(one, one.changes, !1, null));
    return buildReport(run, "done", null, { prerequisites: prerequisites2 });
  }
  let made = isElsewhere(looked) ? /* @__PURE__ */ new Map() : await makeAll(run, platforms, looked), given = await promptSecrets(run, askSecret, secrets), [settled, held] = await Promise.all([
    made.size === 0 ? looked : lookUntilSettled(run, platforms, target, made),
    given.size === 0 ? secrets : lookAtSecrets(run, target)
  ]), after = [...settled, ...held], outcomes = new Map([...made, ...given]), planned = new Map(found.map((before) => [nameOf(before), before.changes])), prerequisites = after.map((one) => {
    let name = nameOf(one), outcome = outcomes.get(name), applied = outcome === null && one.state === "ok", changes = applied ? planned.get(name) : one.changes;
    return resultOf(one, changes, applied, outcome ?? null);
  });
  return isMet(after) ? buildReport(run, "done", null, { prerequisites }) : buildReport(run, "failed", reason("SETUP_INCOMPLETE", sentence(tally(after))), { prerequisites });
}
var isElsewhere = (found) => found.some(({ id, state, asked }) => id === "repository" && asked && state !== "ok");
function look(run, platforms, target) {
  return run.phase(
    "look",
    async () => {
      let facts = await platforms.look(target), { repository } = facts, known = repository.kind === "known" ? withIds(target, repository.value) : target;
      return prerequisitesOf(known, facts);
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
      async () => (await storeSecret(run, secret, value))?.reason.message ?? null,
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
    () => look(run, platforms, target),
    (seen) => seen.some(lags)
  );
}
function resultOf({ changes: _changes, asked: _asked, secret: _secret, ...prerequisite }, changes, applied, fault) {
  let detail = fault === null ? prerequisite.detail : `${prerequisite.detail}; not changed: ${fault}`, byHand = [...prerequisite.byHand];
  return { ...prerequisite, byHand, detail, commands: changes.map(commandOf), applied };
}
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
export {
  setup,
  trustPolicy2 as trustPolicy
};
