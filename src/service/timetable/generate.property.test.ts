import { sqliteTestDatabase } from '../../store/testing/test-database.ts';
import { generationProperties } from './testing/generation-suite.ts';

generationProperties(sqliteTestDatabase, 80);
