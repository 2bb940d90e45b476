/**
 * The command line: {@link org.instagan.cli.Main} starts {@code instagan}, and each subcommand is one class that reads its
 * options, calls a package below and prints. Alone in knowing picocli; may use every other package.
 *
 * <p>Exit codes: 0 done, 1 a failure, 2 the caller's mistake.
 */
package org.instagan.cli;
