/** A row of the vendor's own troubleshooting, and what answers it here. */
export interface VendorRow {
  says: string;
  /** Of the codes of checks that answer it. */
  checks: RegExp;
  /** What the app does about it, beside its checks. */
  here: string;
}

/**
 * Sources: the section on troubleshooting of "Transfer artifacts to another registry" (the first nine), and learn.microsoft.com/azure/container-registry/
 * container-registry-transfer-troubleshooting of 2026 (the others).
 */
export const VENDOR_ROWS: readonly VendorRow[] = [
  {
    says: 'A pipeline run fails: look at its pipelineRunErrorMessage; a template deployment fails',
    checks: /^(last_runs|pipeline_provisioned|api_version|registry_premium)$/,
    here: 'The message stands in the report of the transfer and in `GET /api/routes/{route}/runs` ([runs.md](runs.md)); there are no templates.',
  },
  {
    says: 'The SAS token may have expired, or lacks permissions for the export or import run',
    checks: /^(sas|secret)_|^pipeline_identity$/,
    here: '`access_denied` in a report names the secret ([errors.md](errors.md)).',
  },
  {
    says: 'An existing blob is not overwritten by several export runs (OverwriteBlobs)',
    checks: /^(pipeline_options|sas_rights)$/,
    here: "No two exports share a blob's name: it carries the id of its transfer.",
  },
  {
    says: 'The blob is not deleted after a successful import (DeleteSourceBlobOnSuccess)',
    checks: /^(pipeline_deletes_blobs|storage_immutability|storage_soft_delete)$/,
    here: 'The app deletes blobs itself, after verification; the report lists what it could not.',
  },
  {
    says: 'A blob was not created or deleted: the container or the blob does not exist',
    checks: /^(pipeline_container|container_exists|storage_lifecycle)$/,
    here: '`exported_blob_missing`, `arrived_blob_gone` ([errors.md](errors.md)).',
  },
  {
    says: 'Problems of AzCopy',
    checks: /^(storage_network|storage_transport|cloud_endpoints)$/,
    here: 'The app copies by itself, without AzCopy ([copy.md](copy.md)).',
  },
  {
    says: 'Not all artifacts, or none, are transferred: spelling, and no more than 50',
    checks: /^(artifacts_fit|selection_takes|registry_readable)$/,
    here: 'The plan names what is not there; batches are cut to 50; each artifact has an outcome ([reports.md](reports.md)).',
  },
  {
    says: 'The pipeline run has not completed yet',
    checks: /^(last_runs|pipeline_provisioned)$/,
    here: 'The app waits, and shows the progress; `export_run_overdue`, `import_run_overdue` once it gives up.',
  },
  {
    says: 'For other problems give the correlation id to the Azure Container Registry team',
    checks: /^pipeline_provisioned$/,
    here: 'Failures, findings and runs carry it as `correlationId`.',
  },
  {
    says: '403 from the key vault',
    checks: /^(vault|secret)_|^pipeline_identity$/,
    here: '`GET /api/routes/{route}/pipelines` shows the role that the identity needs, as a command ([setup.md](setup.md)).',
  },
  {
    says: '403 from storage: a SAS that expired, was rotated or lacks rights, or the network',
    checks: /^(sas|storage|container)_|^pipeline_identity$/,
    here: 'ACR is no trusted service of storage: an account that lets only selected networks in refuses the pipeline.',
  },
  {
    says: 'Authorization denied, or an invalid scope: the caller lacks a role',
    checks: /role|permission|^app_.*_rights$|^registry_(readable|exists|export_policy)$/,
    here: '`access_denied` names the role.',
  },
  {
    says: 'The source trigger stays silent',
    checks: /^(source_trigger|pipeline_container)$/,
    here: 'The app creates its import runs itself; a blob without the metadata that the trigger looks for is repaired ([triggers.md](triggers.md)).',
  },
];
