import type { Problem } from "../errors.ts"
import type { Document } from "../report/report.ts"
import { otherStage } from "../stage.ts"
import { clip, meant } from "../text.ts"
import {
  type DeployRole,
  type DeployRoleRequest,
  deployRoleArn,
  type Policy,
  type PolicyDocument,
  partitionOf,
  readDeployRole,
  type Shape,
} from "./deploy-role.ts"
import {
  AUDIENCE,
  boundaryArn,
  boundaryName,
  boundaryPolicy,
  ISSUER,
  POLICY_NAME,
  permissionsPolicy,
  providerArn,
  trustPolicy,
} from "./policies.ts"

export interface PolicyRequest extends DeployRoleRequest {
  policy: Policy
  as: Shape
  /** IAM's names of the application's services, separated by commas; empty: all */
  services: string
}

/** What lets a repository's jobs deploy a stage. */
interface RoleDocuments {
  role: DeployRole
  trust: PolicyDocument
  permissions: PolicyDocument
  boundary: PolicyDocument
}

/** A deploy with SST may take an hour, and its session has to outlast it. */
const ROLE_SESSION_SECONDS = 7200

/** The policies for a stage's role, as a text that can be used as it is. */
export function policyDocument(request: PolicyRequest): Document {
  const services = request.services === "" ? [] : request.services.split(",").map((name) => name.trim())
  const role = readDeployRole(request, services.flatMap(serviceProblems))
  const others = [readDeployRole({ ...request, stage: otherStage(role.stage), role: "" })]
  const documents = {
    role,
    trust: trustPolicy(role),
    permissions: permissionsPolicy(role, { services, others }),
    boundary: boundaryPolicy(role, { services, others }),
  }
  const stage = `${role.stage} of ${role.owner}/${role.repository}`
  if (request.as === "json") return onePolicy(request.policy, stage, documents, services)
  const isCommands = request.as === "commands"
  return {
    title: `${isCommands ? "Commands" : "Template"} for the role that deploys ${stage}`,
    text: isCommands ? roleCommands(documents) : roleTemplate(documents),
    notes: [...trustNotes(role), ...permissionNotes(role, services)],
  }
}

/** A name that IAM does not know allows nothing, and says nothing. */
function serviceProblems(name: string): Problem[] {
  if (SERVICES.includes(name)) return []
  const close = meant(name, SERVICES)
  const hint = close === null ? "write IAM's names, separated by commas: lambda,s3" : `did you mean ${close}?`
  return [
    { path: "--services", message: `${JSON.stringify(clip(name))} is no service of an application; ${hint}` },
  ]
}

function onePolicy(
  policy: Policy,
  stage: string,
  { role, ...documents }: RoleDocuments,
  services: readonly string[],
): Document {
  const text = textOf(documents[policy])
  switch (policy) {
    case "trust":
      return { title: `Who may deploy ${stage}`, text, notes: trustNotes(role) }
    case "permissions":
      return { title: `What a deploy of ${stage} may do`, text, notes: permissionNotes(role, services) }
    case "boundary":
      return { title: `The most that a role of ${stage} may do`, text, notes: [boundaryNote(role)] }
  }
}

function trustNotes(role: DeployRole): string[] {
  const { ids, owner, repository, stage } = role
  const numbers = `GitHub's numbers are not given, so a wildcard stands in for them. To give them: gh api repos/${owner}/${repository} --jq '"--owner-id \\(.owner.id) --repository-id \\(.id)"'.`
  const partition =
    "Outside its commercial partition AWS compares only the audience and the subject: give GitHub's numbers."
  return [
    ...(ids === null ? [numbers] : []),
    ...(partitionOf(role) === "aws" ? [] : [partition]),
    `Only jobs of the environment ${stage} may take the role: its protection rules decide who deploys.`,
  ]
}

const permissionNotes = (role: DeployRole, services: readonly string[]): string[] => [
  boundaryNote(role),
  ...(services.length > 0
    ? []
    : [
        "The statement Application allows all that is not administration: narrow it with --services, e.g. --services lambda,s3,cloudfront.",
      ]),
  "Whatever else runs in the account with stronger rights can be used by those who may change it: an account for the stage alone ends that.",
]

/** Without it every deploy that makes a role is refused. */
const boundaryNote = (role: DeployRole): string =>
  `A deploy makes roles named ${role.app}-${role.stage}-… and only with the boundary ${boundaryArn(role)}; in sst.config.ts, first in run(): $transform(aws.iam.Role, (args) => { args.permissionsBoundary = "${boundaryArn(role)}" }).`

/** A script of `aws iam` commands that hold their documents, so that there are no files to keep. */
function roleCommands({ role, trust, permissions, boundary }: RoleDocuments): string {
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
  --role-name ${role.name} \\${role.path === "/" ? "" : `\n  --path ${role.path} \\`}
  --max-session-duration ${ROLE_SESSION_SECONDS} \\
  --assume-role-policy-document ${quoted(trust)}

# What a deploy may do
aws iam put-role-policy \\
  --role-name ${role.name} \\
  --policy-name ${POLICY_NAME} \\
  --policy-document ${quoted(permissions)}

# Then in pipeline.json: "stages": { "${role.stage}": { "roleArn": "${deployRoleArn(role)}" } }`
}

const textOf = (policy: PolicyDocument): string => JSON.stringify(policy, null, 2)

/** No policy that is written here holds a quote. */
const quoted = (policy: PolicyDocument): string => `'${textOf(policy)}'`

/** The same as a CloudFormation template, in JSON. */
function roleTemplate({ role, trust, permissions, boundary }: RoleDocuments): string {
  return JSON.stringify(
    {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `Lets ${role.owner}/${role.repository} deploy ${role.stage} from GitHub`,
      Parameters: {
        Provider: {
          Type: "String",
          Default: "create",
          AllowedValues: ["create", "exists"],
          Description: "An account has one provider for GitHub; say exists when another stack has made it.",
        },
      },
      Conditions: { CreateProvider: { "Fn::Equals": [{ Ref: "Provider" }, "create"] } },
      Resources: {
        GitHub: {
          Type: "AWS::IAM::OIDCProvider",
          Condition: "CreateProvider",
          // the account needs it for every stage
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: { Url: `https://${ISSUER}`, ClientIdList: [AUDIENCE] },
        },
        Boundary: {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { ManagedPolicyName: boundaryName(role), PolicyDocument: boundary },
        },
        DeployRole: {
          Type: "AWS::IAM::Role",
          Properties: {
            RoleName: role.name,
            ...(role.path === "/" ? {} : { Path: role.path }),
            MaxSessionDuration: ROLE_SESSION_SECONDS,
            AssumeRolePolicyDocument: trust,
            Policies: [{ PolicyName: POLICY_NAME, PolicyDocument: permissions }],
          },
        },
      },
      Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["DeployRole", "Arn"] } } },
    },
    null,
    2,
  )
}

/** IAM names of the services of AWS: what an application can be made of. Those that administer an account are not among them. */
export const SERVICES: readonly string[] = `
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
`
  .trim()
  .split(/\s+/)
