/** What TensorBoard reads: {@link org.instagan.report.tensorboard.EventFile}. */
package org.instagan.report.tensorboard;
