/**
 * What a person sees of a data set: pictures with their instances, how many there are, how large they are.
 *
 * <pre>{@code
 * Path data = Path.of("sheep2giraffe");
 * DatasetPage.write(DatasetCheck.of(data), data, Path.of("check"));
 * }</pre>
 */
package org.instagan.evaluate.dataset;
