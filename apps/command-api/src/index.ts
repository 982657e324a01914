export { CommandApiModule, type CommandApiOptions } from './command-api.module.js';
export { commandProblem } from './command-problems.js';
export { commandSide } from './command-side.js';
export { DemoClock, SnapshotImporter } from './ports.js';
export { COMMAND_REFUSALS } from './refusals.js';
export { COMMAND_ROUTES, parametersOf, routerPath, type Route, type RoutedCommand } from './routes.js';
export { withProblemExamples } from './http/api-problem.js';
export { PROBLEMS, type ProblemCode } from './http/problem-catalogue.js';
