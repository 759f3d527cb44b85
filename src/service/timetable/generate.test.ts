import { sqliteTestDatabase } from '../../store/testing/test-database.ts';
import { generationCases } from './testing/generation-cases.ts';

generationCases(sqliteTestDatabase);
