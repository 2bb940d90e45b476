/**
 * InstaGAN on Apache Spark: {@link org.instagan.spark.InstaGanSpark} translates tables of pictures, {@link
 * org.instagan.spark.Main} does so for folders and tables from the command line, and trains by rounds of local SGD. Built
 * by the profile {@code spark} alone; nothing else knows this package.
 */
package org.instagan.spark;
