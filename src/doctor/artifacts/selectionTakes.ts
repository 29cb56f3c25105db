import { ok, warning, type RouteCheck } from '../check';
import { sampleOf } from './sampleOf';

/** A selection that takes nothing ends every transfer as nothingToDo, and nobody is told of a mistake in it. */
export const selectionTakes: RouteCheck = {
  code: 'selection_takes',
  about: 'route',
  question: 'Does the selection of the route take anything?',
  isCheap: false,
  symptom: 'Transfers by event, timer or selection end as nothingToDo, though there are images.',
  remedy: 'Correct the globs of "select" in the routes file; a dry run shows what it takes.',
  explains: ['nothing_selected'],
  async look(ports, route) {
    if (!route.select || !route.source) return ok('The route has no selection of its own: requests name artifacts.');
    const sample = await sampleOf(ports, route);
    if ('none' in sample) return ok(sample.none);
    if (sample.lookedAt > 0) return ok(`It takes ${sample.isWhole ? '' : 'at least '}${sample.lookedAt} artifacts.`);
    if (!sample.isWhole) return ok('The registry was too large to be looked through; it takes none of what was seen.');
    return warning(`It takes nothing of what the registry ${route.source.registryName} has.`, {
      say: 'Correct "select" of the route in the routes file, then see what a transfer would take.',
      command: `curl -X POST "$FERRY_URL/api/transfers" -H "x-functions-key: $FERRY_KEY" -d '{"route":"${route.name}","dryRun":true}'`,
    });
  },
};
