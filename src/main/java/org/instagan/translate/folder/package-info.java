/**
 * Folders of images through a translator: {@link org.instagan.translate.folder.FolderTranslation} writes the results and a
 * page that shows them.
 */
package org.instagan.translate.folder;
