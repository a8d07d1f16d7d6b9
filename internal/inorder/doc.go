// Package inorder makes a long text of pieces on several cores, and hands the
// pieces on in their order: the bytes are those of one core.
package inorder
