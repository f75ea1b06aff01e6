"""The scripts that make what we ship. `python -m assets.make` makes everything again, to the same bytes.

A maker builds parts in one space: glTF's axes (y up, the front faces +z), metres, UVs in metres of cloth or wood with
the origin at the bottom left. Only the writers turn that into what a brand would really send: millimetres, z up,
Latin-1 names, a texture nobody mentions.

    python -m assets.make                  everything below assets/products
    python -m assets.make grid-shelf …     only these
    python -m assets.make.furniture        only furniture and decor

    catalogue.py  the table: which module makes which SKU; each has make(root) -> folder
    mesh.py       Mesh (positions, triangles, uvs, normals, colors): move, turn, scale, join, smooth, clean
    solids.py     rounded_box, lathe, sweep, tube, sheet, disc: shapes with bevels and UVs
    model.py      Material and Part: a mesh, what it is called and what it is made of
    textures.py   periodic noise, weaves, loops; normal maps from heights; pictures to bytes
    wood.py materials.py upholstery.py     sawn boards; velvet, wool, bouclé, brass; cushions, welts, turned legs
    occlusion.py  how much of the sky each vertex sees, for creases that look like creases
    write_glb.py write_obj.py write_stl.py write_ply.py     files
    record.py     product.json with a right GTIN and the size measured on the mesh

Every number that looks random comes from a seed. Nothing here runs when arkit runs.
"""
