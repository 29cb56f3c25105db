import { artifactsFit } from '../../../src/doctor/artifacts/artifactsFit';
import { selectionTakes } from '../../../src/doctor/artifacts/selectionTakes';
import type { DoctorDependencies } from '../../../src/doctor/dependencies';
import type { TransferRecord, TransferState } from '../../../src/domain/transferRecord';
import { FakeRegistries } from '../../helpers/fakeRegistries';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { record } from '../../helpers/record';
import { route } from '../../helpers/route';

/** A source registry in memory, the transfers that went before, and the two checks of its artifacts. */
export function createArtifactLook() {
  const registries = new FakeRegistries();
  const transfers = new FakeTransferStore();
  let now = 0;
  const deps = {
    listing: registries.listing,
    catalog: registries.catalog,
    transfers,
    machine: { now: () => now },
  } as unknown as DoctorDependencies;
  return {
    registries,
    pass: (milliseconds: number) => (now += milliseconds),
    takes: (of = route()) => selectionTakes.look(deps, of),
    fit: (of = route()) => artifactsFit.look(deps, of),
    async transferred(artifacts: TransferRecord['artifacts'], state: TransferState, id = 't9') {
      const last = record({ id, route: 'prod', artifacts });
      await transfers.claim(last);
      await transfers.index(last, state);
    },
  };
}
