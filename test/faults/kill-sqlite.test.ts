import { describe } from 'vitest';
import { killCases } from '../support/faults/kill-cases.ts';

describe('kill -9 at each step, on SQLite', () => killCases(async () => null));
