import type { Command } from 'commander';
import { registerCa } from './ca.js';
import { registerCheck } from './check.js';
import { registerDemo } from './demo.js';
import { registerDoctor } from './doctor.js';
import { registerGateway } from './gateway.js';
import { registerInit } from './init.js';
import { registerList } from './list.js';
import { registerMerge } from './merge.js';
import { registerMutants } from './mutants.js';
import { registerPeer } from './peer.js';
import { registerReplay } from './replay.js';
import { registerReport } from './report.js';
import { registerRun } from './run.js';

/** Adds one verb to the command line. What a verb needs beyond its options is imported when it runs: `--help` stays quick. */
export type RegisterVerb = (program: Command) => void;

/** The verbs, in the order in which the help lists them. Only those that work are here. */
export const VERBS: RegisterVerb[] = [
  registerDemo,
  registerInit,
  registerDoctor,
  registerCheck,
  registerRun,
  registerReport,
  registerReplay,
  registerMerge,
  registerList,
  registerMutants,
  registerPeer,
  registerGateway,
  registerCa,
];
