import { shellMistake } from '../helpers/shellMistake';
import { pipelineSteps, stepsOf, WORKFLOWS } from './readWorkflows';

it.each([...WORKFLOWS.flatMap(stepsOf), ...pipelineSteps()])('the shell of "$name" parses', ({ script }) =>
  expect(shellMistake(script)).toBe(''),
);
