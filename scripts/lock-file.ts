/** The part of package-lock.json (version 3) that is used here. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly engines?: unknown;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const SYSTEMS = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'openharmony', 'openbsd', 'netbsd', 'sunos', 'aix'];
const PROCESSORS = ['x64', 'arm64', 'ia32', 'arm', 'riscv64', 's390x', 'ppc64', 'loong64', 'mips64el', 'wasm32'];

/**
 * Makes a lock file good for every machine:
 *
 * - Each package for another platform has its entry. npm leaves out those that the registry at hand does not have, and then
 *   `npm ci` refuses the file. An entry without a checksum is fetched only on that platform.
 * - No package says which Node it wants. They run on the Node that is installed with them; npm would compare it with the one that
 *   npm itself runs on, and leave out native packages without a word.
 * - No addresses of a registry: each machine has its own.
 */
export function tidyLock<Some extends Lock>(lock: Some): Some {
  const packages: Record<string, LockedPackage> = {};
  for (const [path, { engines, resolved, ...locked }] of Object.entries(lock.packages)) {
    packages[path] = path === '' && engines !== undefined ? { ...locked, engines } : locked;
  }
  for (const [parent, name, version] of missingOptionals(lock))
    packages[`node_modules/${name}`] = stub(name, version, parent);
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/** Optional packages that a package of the lock file names, and that have no entry. */
export function missingOptionals({
  packages,
}: Lock): readonly (readonly [parent: LockedPackage, name: string, version: string])[] {
  return Object.entries(packages).flatMap(([path, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name]) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
      .map(([name, version]) => [parent, name, version] as const),
  );
}

/** What can be known of a native package by its name, for example `@biomejs/cli-linux-x64-musl`. */
function stub(name: string, version: string, parent: LockedPackage): LockedPackage {
  const words = name.split('/').at(-1)?.split('-') ?? [];
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const musl = words.some((word) => word.startsWith('musl'));
  return {
    version,
    ...(cpu.length === 0 ? {} : { cpu }),
    ...(parent.dev === true ? { dev: true } : {}),
    ...(os.includes('linux') ? { libc: [musl ? 'musl' : 'glibc'] } : {}),
    optional: true,
    ...(os.length === 0 ? {} : { os }),
  };
}
