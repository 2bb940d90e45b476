/**
 * What every package needs of files: {@link org.instagan.file.WholeFile} makes one appear whole or not at all, {@link
 * org.instagan.file.WorkFolder} holds what is needed for a while, {@link org.instagan.file.Json} and {@link
 * org.instagan.file.Sha256} do what their names say.
 */
package org.instagan.file;
