/**
 * What kinds of models there are and what a model says of itself: {@link org.instagan.model.ModelCard} stands in every
 * exported file, {@link org.instagan.model.Piece} names the files of one generator.
 */
package org.instagan.model;
