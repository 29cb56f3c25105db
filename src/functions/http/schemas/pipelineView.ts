import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';
import { STORAGE_ACCESS_MODES } from '../../../domain/pipelines/pipelineSettings';
import { END_NAMES } from '../../../domain/runs/runFilter';

const identitySchema = z.strictObject({
  /** `SystemAssigned`, `UserAssigned`, or both. */
  type: z.string(),
  principalId: z.string().exactOptional(),
  tenantId: z.string().exactOptional(),
  userAssigned: z.array(
    z.strictObject({ id: z.string(), principalId: z.string().exactOptional(), clientId: z.string().exactOptional() }),
  ),
});

/** A pipeline as the service shows it. */
const actualSchema = z.strictObject({
  provisioningState: z.string().exactOptional(),
  containerUri: z.string().exactOptional(),
  storageAccessMode: z.string(),
  /** Key Vault secret that holds the SAS. */
  secretUri: z.string().exactOptional(),
  identity: identitySchema.exactOptional(),
  options: z.array(z.string()),
  /** Of an import pipeline: `Enabled` or `Disabled`. */
  sourceTrigger: z.string().exactOptional(),
  location: z.string().exactOptional(),
  /** Why it ended as Failed, in the service's words. */
  errorMessage: z.string().exactOptional(),
});

/** A pipeline as the routes file describes it. */
const desiredSchema = z.strictObject({
  containerUri: z.string(),
  storageAccessMode: z.enum(STORAGE_ACCESS_MODES),
  secretUri: z.string().exactOptional(),
  vaultId: z.string().exactOptional(),
  /** Absent: the pipeline has an identity of its own. */
  userAssignedIdentity: z.string().exactOptional(),
  options: z.array(z.string()).readonly(),
  sourceTrigger: z.enum(['Enabled', 'Disabled']).exactOptional(),
});

const differenceSchema = z.strictObject({
  what: z.enum(['pipeline', 'containerUri', 'storageAccessMode', 'secretUri', 'identity', 'options', 'sourceTrigger']),
  is: z.string().nullable(),
  shouldBe: z.string().nullable(),
});

/** What became of a role that the request was to assign. */
const assignmentSchema = z.strictObject({
  /** `propagating`: assigned, and Resource Manager does not list it yet. `notDone`: `message` says why, and what to do. */
  outcome: z.enum(['granted', 'exists', 'propagating', 'refused', 'notDone', 'wouldGrant']),
  /** What the role is assigned on. */
  resourceId: z.string().exactOptional(),
  assignedOn: z.string().exactOptional(),
  /** When storage and vault know it at the latest, by what Azure promises. */
  actsBy: z.string().exactOptional(),
  /** The service's own words where it refused. */
  message: z.string().exactOptional(),
  correlationId: z.string().exactOptional(),
  /** What gives the app the right that it lacks; or in a vault with access policies, what grants it. */
  command: z.string().exactOptional(),
});

const needSchema = z.strictObject({
  role: z.string(),
  roleDefinitionId: z.string(),
  resource: z.enum(['container', 'secret']),
  /** Address of the container, or URI of the secret. */
  scope: z.string(),
  /** Resource id of the user-assigned identity, or of the pipeline whose identity is its own. */
  identity: z.string(),
  /** Object id of the identity; absent until the service tells it. */
  principalId: z.string().exactOptional(),
  why: z.string(),
  /** What grants it, in the vault as it is where the app sees that; absent while nobody knows whom. */
  command: z.string().exactOptional(),
  /** What grants it in a vault that has access policies instead of roles; absent where it has roles. */
  accessPolicyCommand: z.string().exactOptional(),
  /** Of a PUT with `applyRoles`. */
  assignment: assignmentSchema.exactOptional(),
});

/** What the app needs at one end of a route. */
const appNeedSchema = z.strictObject({
  role: z.string(),
  roleDefinitionId: z.string(),
  /** Resource id of the registry or the identity, address of the account or the container, URI of the secret. */
  scope: z.string(),
  /** Name of the credential; `default` is the app's own identity. */
  identity: z.string(),
  /** Object id of the identity, where it can be told. */
  principalId: z.string().exactOptional(),
  why: z.string(),
  /** In which mode of the registry it counts; absent: in each. */
  roleAssignmentMode: z.enum(['LegacyRegistryPermissions', 'AbacRepositoryPermissions']).exactOptional(),
  /** What grants it; absent while nobody knows whom. */
  command: z.string().exactOptional(),
  /** The same in a vault that has access policies instead of roles. */
  accessPolicyCommand: z.string().exactOptional(),
});

/** The pipeline of one end of a route. */
const pipelineViewSchema = z.strictObject({
  end: z.enum(END_NAMES),
  name: z.string(),
  /** Azure resource id. */
  resourceId: z.string(),
  /** Absent where there is none, or it cannot be read: `failure`. */
  actual: actualSchema.exactOptional(),
  /** Absent where the routes file does not say. */
  desired: desiredSchema.exactOptional(),
  /** What PUT would change, or did; absent where there is nothing to compare. */
  difference: z.array(differenceSchema).exactOptional(),
  /** What its identity needs, whether it has it or not. */
  needs: z.array(needSchema),
  /** Why it cannot be read. */
  failure: failureSchema.exactOptional(),
});

export type PipelineView = z.infer<typeof pipelineViewSchema>;

/** What GET /api/routes/{route}/pipelines answers. */
export const pipelineListSchema = z.strictObject({
  route: z.string(),
  pipelines: z.array(
    z.strictObject({
      ...pipelineViewSchema.shape,
      /** What the app itself needs there, whether it has it or not. */
      appNeeds: z.array(appNeedSchema),
    }),
  ),
});

export type PipelineList = z.infer<typeof pipelineListSchema>;

/** What PUT /api/routes/{route}/pipelines answers: those that the routes file describes. */
export const pipelinesAppliedSchema = z.strictObject({
  route: z.string(),
  dryRun: z.boolean(),
  pipelines: z.array(
    z.strictObject({
      ...pipelineViewSchema.shape,
      /** `provisioning`: the service has accepted it, and goes on making it. */
      outcome: z.enum(['unchanged', 'created', 'updated', 'wouldCreate', 'wouldUpdate', 'provisioning']),
    }),
  ),
});

export type PipelinesApplied = z.infer<typeof pipelinesAppliedSchema>;

/** What DELETE /api/routes/{route}/pipelines answers. */
export const pipelinesDeletedSchema = z.strictObject({
  route: z.string(),
  dryRun: z.boolean(),
  pipelines: z.array(
    z.strictObject({
      end: z.enum(END_NAMES),
      name: z.string(),
      resourceId: z.string(),
      /** `deleting`: the service has accepted it, and still shows the pipeline. */
      outcome: z.enum(['deleted', 'deleting', 'absent', 'wouldDelete']),
    }),
  ),
});

export type PipelinesDeleted = z.infer<typeof pipelinesDeletedSchema>;
