/**
 * Data sets for training: public ones cut into two domains, and what is wrong with one that is there.
 *
 * <pre>{@code
 * DatasetReport report = DatasetCheck.of(Path.of("sheep2giraffe"));
 * report.problems().forEach(problem -> System.out.println(problem));
 * }</pre>
 */
package org.instagan.data.dataset;
