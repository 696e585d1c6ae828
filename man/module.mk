# Manual pages, and what is generated from the key table. `make docs` writes the committed files anew;
# tests/gateway/config/docs_test.cpp fails while they differ. man/*.[1-8] are installed.
landline-docs_SOURCES := man/docs.cpp
$(eval $(call define_program,landline-docs,landline-docs_SOURCES,base isup dsp drivers drivers/isdn gateway/mapping gateway/route gateway/config,$(RE2_LIBS) $(FMT_LIBS)))

docs: $(O)/bin/landline-docs ## conf/landline.conf and landline.conf(5) from the key table
	$(O)/bin/landline-docs conf > conf/landline.conf
	$(O)/bin/landline-docs man > man/landline.conf.5
.PHONY: docs
